// The popup above the input: a list of commands or results, or a note.

import { h } from "./dom.js";
import { say } from "./i18n.js";

const NEAR = 80; // pixels from the end at which more results are loaded

/** A list box that `input` controls; the input keeps the focus. */
export class Popup {
  constructor(input) {
    this.input = input;
    this.element = h("div", { class: "popup", hidden: true });
    this.element.addEventListener("scroll", () => this.nearEnd() && this.more());
    this.shown = null;
  }

  /** Return the shown kind: "commands", "results" or "note"; null if it is closed. */
  get kind() {
    return this.shown?.kind ?? null;
  }

  /** Return the selected option; null if there is none. */
  get option() {
    return this.shown?.options[this.shown.at] ?? null;
  }

  /**
   * Show { kind, options, at, scroll, choose(option), complete(option), more(), note, button }.
   * An option has `contents`; a button has its `text` and a callback, `act`.
   */
  show(shown) {
    this.close();
    const { kind, options, note, button } = shown;
    if (!options.length && !note && !button) return;
    this.shown = { at: 0, ...shown };
    if (button) this.element.append(h("button", { type: "button", class: "shortcut", on: { click: button.act } }, button.text));
    if (options.length) this.element.append(h("div", { role: "listbox", id: "options", "aria-label": say(`popup.${kind}`) }, options.map((option, index) => this.row(option, index))));
    if (note) this.element.append(h("div", { class: "note", role: "status" }, note));
    this.element.hidden = false;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.select(this.shown.at);
    if (shown.scroll) this.element.scrollTop = shown.scroll;
  }

  row(option, index) {
    return h("div", { class: option.name ?? "option", id: `option-${index}`, role: "option", "aria-selected": "false", on: { click: () => this.choose(option) } }, option.contents);
  }

  choose(option) {
    this.shown.choose(option);
  }

  /** Mark the shown results as outdated. */
  fade() {
    this.element.classList.add("is-stale");
  }

  close() {
    this.shown = null;
    this.element.hidden = true;
    this.element.classList.remove("is-stale");
    this.element.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Move the selection by some rows; it wraps around. */
  step(by) {
    if (this.shown) this.select(this.shown.at + by);
  }

  select(at) {
    const rows = [...this.element.querySelectorAll("[role=option]")];
    if (!rows.length) return;
    this.shown.at = (at + rows.length) % rows.length;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.shown.at)));
    rows[this.shown.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `option-${this.shown.at}`);
  }

  nearEnd() {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR;
  }

  more() {
    const more = this.shown?.more;
    if (!more) return;
    this.shown.more = null;
    more();
  }
}
