// The bot's inline results for what is being written: `@bot words`.

import { face, h } from "./dom.js";
import { act } from "./wire.js";
import { say } from "./words.js";

const PAUSE = 250; // milliseconds of silence before the bot is asked
const MAX = 256; // characters of a query (InlineQuery, Bot API)

/** Asks the bot, and shows what it offers. `deeds`: place(), choose(option), refused(error), start(payload). */
export class Inline {
  constructor(popup, deeds) {
    this.popup = popup;
    this.deeds = deeds;
    this.follow(null);
  }

  /** Follow what is written: a query, or null where it is none. */
  follow(query) {
    if (query === this.query) return;
    clearTimeout(this.timer);
    this.query = query;
    this.asked = null; // { query, offset } that the bot was asked last
    this.isAnswered = false; // whether the results of this query are here
    this.isChosen = false; // whether the first of them is to be posted as soon as it comes
    this.isLeft = false; // whether the line is to be sent as it is written
    if (query === null) return;
    this.popup.fade();
    this.timer = setTimeout(() => this.ask(query), PAUSE);
  }

  /** Leave it at the words: what is written is a message as any other. */
  leave() {
    this.asked = null;
    this.isChosen = false;
    this.isLeft = true;
    clearTimeout(this.timer);
  }

  /** Post what is chosen, also if it is still on its way; tell whether Enter meant that. */
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
      answer = await act("ask", { ...this.deeds.place(), query: query.slice(0, MAX), offset });
    } catch (error) {
      if (this.asked === asked) this.popup.close();
      this.deeds.refused(error);
    }
    if (this.asked === asked) this.take(answer);
  }

  /** Take an answer; null stands for a refusal. */
  take(answer) {
    const { query, offset } = this.asked;
    this.isAnswered = answer === null || answer.is_answered;
    if (!this.isAnswered) {
      this.asked = null; // so that Enter asks again
      this.popup.show({ kind: "note", options: [], note: say("inline.no_answer") });
    } else if (answer && this.isChosen && answer.results.length) {
      this.deeds.choose({ offer: answer.offer, result: answer.results[0].id });
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
    this.popup.show({ kind: "results", options, at: earlier.at, scroll, choose: this.deeds.choose, more, note, button: this.button(answer.button) });
  }

  button(given) {
    if (!given?.start_parameter) return null;
    return { text: given.text, act: () => this.deeds.start(given.start_parameter) };
  }
}

/** Return a result's picture, where this server has it; else its first letter. */
function picture({ title, thumbnail_url: url }) {
  const letter = face(title, {});
  if (!URL.canParse(url ?? "") || new URL(url).origin !== location.origin) return letter;
  const image = h("img", { class: "face", src: url, alt: "" });
  image.addEventListener("error", () => image.replaceWith(letter));
  return image;
}
