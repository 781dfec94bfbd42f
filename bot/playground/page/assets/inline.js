// Inline mode: results for `@bot query` in the input.

import { face, h } from "./dom.js";
import { act } from "./api_client.js";
import { say } from "./i18n.js";

const PAUSE = 250; // milliseconds after the last key before the query is sent
const MAX = 256; // characters of a query (InlineQuery, Bot API)

/** Sends inline queries and shows the results. `callbacks`: place(), choose(option), refused(error), start(payload). */
export class Inline {
  constructor(popup, callbacks) {
    this.popup = popup;
    this.callbacks = callbacks;
    this.follow(null);
  }

  /** Take the current query; null if the input is not an inline query. */
  follow(query) {
    if (query === this.query) return;
    clearTimeout(this.timer);
    this.query = query;
    this.asked = null; // the last sent { query, offset }
    this.isAnswered = false; // whether the results of this query have arrived
    this.isChosen = false; // whether to send the first result as soon as it arrives
    this.isLeft = false; // whether to send the input as plain text
    if (query === null) return;
    this.popup.fade();
    this.timer = setTimeout(() => this.ask(query), PAUSE);
  }

  /** Cancel the query: the input becomes a plain message. */
  leave() {
    this.asked = null;
    this.isChosen = false;
    this.isLeft = true;
    clearTimeout(this.timer);
  }

  /** Send the chosen result, or the first one once it arrives; tell whether Enter was handled. */
  enter(query) {
    this.follow(query);
    if (query === null || this.isLeft) return false;
    if (this.isAnswered) {
      const { option } = this.popup;
      if (option) this.popup.choose(option);
      return option !== null;
    }
    this.isChosen = true;
    this.ask(query);
    return true;
  }

  async ask(query, offset = "") {
    if (!offset && this.asked?.query === query) return;
    const asked = { query, offset };
    this.asked = asked;
    let answer = null;
    try {
      answer = await act("ask", { ...this.callbacks.place(), query: query.slice(0, MAX), offset });
    } catch (error) {
      if (this.asked === asked) this.popup.close();
      this.callbacks.refused(error);
    }
    if (this.asked === asked) this.take(answer);
  }

  /** Handle an answer; null means an error. */
  take(answer) {
    const { query, offset } = this.asked;
    this.isAnswered = answer === null || answer.is_answered;
    if (!this.isAnswered) {
      this.asked = null; // so that Enter sends the query again
      this.popup.show({ kind: "note", options: [], note: say("inline.no_answer") });
    } else if (answer && this.isChosen && answer.results.length) {
      this.callbacks.choose({ offer: answer.offer, result: answer.results[0].id });
    } else if (answer) {
      this.show(query, offset, answer);
    }
    this.isChosen = false;
  }

  show(query, offset, answer) {
    const added = answer.results.map((result) => ({
      contents: [picture(result), h("b", {}, result.title), h("span", {}, result.description ?? "")],
      name: "option is-result",
      offer: answer.offer,
      result: result.id,
    }));
    const earlier = offset && this.popup.kind === "results" ? this.popup.shown : { options: [], at: 0 };
    const options = [...earlier.options, ...added];
    const scroll = offset ? this.popup.element.scrollTop : 0;
    const more = answer.next_offset ? () => this.ask(query, answer.next_offset) : null;
    const note = options.length ? null : say("inline.nothing");
    this.popup.show({ kind: "results", options, at: earlier.at, scroll, choose: this.callbacks.choose, more, note, button: this.button(answer.button) });
  }

  button(given) {
    if (!given?.start_parameter) return null;
    return { text: given.text, act: () => this.callbacks.start(given.start_parameter) };
  }
}

/** Return a result's picture if this server has it, else its first letter. */
function picture({ title, thumbnail_url: url }) {
  const letter = face(title, {});
  if (!URL.canParse(url ?? "") || new URL(url).origin !== location.origin) return letter;
  const image = h("img", { class: "face", src: url, alt: "" });
  image.addEventListener("error", () => image.replaceWith(letter));
  return image;
}
