// Where one writes: text, commands, replies, files, and the bot's inline results.

import { titleOf } from "./chats.js";
import { face, h, icon, iconButton } from "./dom.js";
import { authorOf, oneLine } from "./message.js";
import { act, get, sendFile } from "./wire.js";
import { say, sizeOf } from "./words.js";

const PAUSE = 250; // milliseconds of silence before the bot is asked for results

/** The foot of a chat. `deeds`: sent(), refused(error), start(payload). */
export class Composer {
  constructor(deeds) {
    this.deeds = deeds;
    this.element = h("div", { class: "composer" });
    this.place = null; // { chat, topic }
    this.look = "";
    this.context = null; // { kind: reply | edit | file, … }
    this.popup = null; // { kind, options, at, choose }
    this.drafts = new Map();
    this.build();
  }

  build() {
    this.input = h("textarea", { rows: 1, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "popup", maxlength: 16384, enterkeyhint: "send" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.takeFile(event.clipboardData?.files[0], event));
    this.picker = h("input", { type: "file", hidden: true, "aria-label": "file" });
    this.picker.addEventListener("change", () => this.takeFile(this.picker.files[0]));
  }

  /** Write in a chat and topic from now on. */
  open(chatId, topic) {
    const name = `${chatId} ${topic ?? 0}`;
    if (this.name !== name) {
      if (this.name) this.drafts.set(this.name, this.input.value);
      this.input.value = this.drafts.get(name) ?? "";
      this.context = null;
      this.closePopup();
    }
    this.name = name;
    this.place = topic ? { chat: chatId, topic } : { chat: chatId };
    this.draw();
    this.grow();
  }

  get chat() {
    return get(`chat:${this.place.chat}`);
  }

  /** Bring it up to date; what is being written stays. */
  draw() {
    const chat = this.place && this.chat;
    if (!chat) return;
    const look = JSON.stringify([this.name, chat.is_blocked, chat.is_started, chat.can_write, this.context?.label, chat.title, document.documentElement.lang, this.answers(chat)]);
    if (look === this.look) return;
    this.look = look;
    const isWriting = document.activeElement === this.input;
    this.element.replaceChildren(...this.contents(chat));
    if (isWriting && this.input.isConnected) this.input.focus();
  }

  contents(chat) {
    if (chat.type === "private" && chat.is_blocked) return [this.wide(say("composer.restart"))];
    if (chat.type === "private" && !chat.is_started) return [this.wide(say("composer.start"))];
    if (!chat.can_write) return [h("div", { class: "readonly" }, say("composer.readonly"))];
    this.input.placeholder = say("composer.placeholder");
    this.input.setAttribute("aria-label", say("composer.write_in", { title: titleOf(chat) }));
    this.send = iconButton("send", say("composer.send"), () => this.submit(), { class: "icon-button send" });
    const line = h(
      "div",
      { class: "line" },
      iconButton("attach", say("composer.attach"), () => this.picker.click()),
      this.input,
      chat.commands.length > 0 && iconButton("slash", say("composer.commands"), () => this.type(this.input.value ? this.input.value : "/")),
      this.send,
      this.picker,
    );
    return [this.contextStrip(), line, this.answerKeys(chat)].filter(Boolean);
  }

  wide(label) {
    return h("button", { type: "button", class: "wide", on: { click: () => this.deeds.start("") } }, label);
  }

  /** Return the rows of the newest reply keyboard of a chat; none where it was removed. */
  answers(chat) {
    const markup = this.deeds.replyKeyboard(chat.id);
    return (markup?.keyboard ?? []).map((row) => row.map((button) => button.text ?? button));
  }

  answerKeys(chat) {
    const rows = this.answers(chat);
    if (rows.length === 0) return null;
    const key = (text) => h("button", { type: "button", on: { click: () => this.deliver(text) } }, text);
    return h("div", { class: "answers" }, rows.map((row) => h("div", { class: "row" }, row.map(key))));
  }

  contextStrip() {
    if (!this.context) return null;
    const { title, label, name } = this.context;
    return h("div", { class: "context" }, icon(name), h("div", { class: "reply" }, h("b", {}, title), h("span", {}, label)), iconButton("close", say("composer.drop"), () => this.about(null)));
  }

  about(context) {
    this.context = context;
    this.draw();
    this.input.focus();
  }

  /** Answer a message. */
  reply(message) {
    this.about({ kind: "reply", message, name: "reply", title: authorOf(message), label: oneLine(message) });
  }

  /** Change a message. */
  edit(message) {
    this.about({ kind: "edit", message, name: "edit", title: say("composer.editing"), label: oneLine(message) });
    this.input.value = message.text ?? "";
    this.grow();
  }

  takeFile(file, event) {
    if (!file) return;
    event?.preventDefault();
    this.about({ kind: "file", file, name: "file", title: file.name, label: sizeOf(file.size) });
    this.picker.value = "";
  }

  /** Put words into the input, as if they were typed. */
  type(words) {
    if (!this.input.isConnected) return;
    this.input.value = words;
    this.input.focus();
    this.typed();
  }

  typed() {
    this.grow();
    clearTimeout(this.timer);
    const inline = this.inlineQuery();
    if (inline !== null) {
      this.timer = setTimeout(() => this.ask(inline), PAUSE);
      return;
    }
    this.asked = null;
    const command = /^\/(\w*)$/.exec(this.input.value);
    if (command) this.offerCommands(command[1].toLowerCase());
    else this.closePopup();
  }

  inlineQuery() {
    const name = get("me").bot.username;
    const found = new RegExp(`^@${name}\\s([\\s\\S]*)$`, "i").exec(this.input.value);
    return found ? found[1].trimStart() : null;
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  offerCommands(start) {
    const isGroup = this.chat.type !== "private";
    const found = this.chat.commands.filter(({ command }) => command.startsWith(start));
    const options = found.map(({ command, description }) => ({ contents: [h("b", {}, `/${command}`), h("span", {}, description)], value: command }));
    const choose = ({ value }) => {
      const said = isGroup ? `/${value}@${get("me").bot.username}` : `/${value}`;
      this.deliver(said);
    };
    const complete = ({ value }) => this.type(`/${value} `);
    this.showPopup({ kind: "commands", options, choose, complete });
  }

  async ask(query, offset = "") {
    const asked = `${this.name} ${query}`;
    if (!offset && this.asked === asked) return;
    this.asked = asked;
    let answer;
    try {
      answer = await act("ask", { ...this.place, query: query.slice(0, 256), offset });
    } catch (error) {
      this.deeds.refused(error);
      return;
    }
    if (this.asked !== asked || this.inlineQuery() === null) return;
    if (!answer.is_answered) return this.showPopup({ kind: "note", options: [], note: say("inline.no_answer") });
    this.showResults(query, offset, answer);
  }

  showResults(query, offset, answer) {
    const added = answer.results.map((result) => ({
      contents: [face(result.title, {}), h("b", {}, result.title), h("span", {}, result.description ?? "")],
      name: "option is-result",
      offer: answer.offer,
      result: result.id,
    }));
    const earlier = offset && this.popup?.kind === "results" ? this.popup.options : [];
    const options = [...earlier, ...added];
    const choose = async ({ offer, result }) => {
      await this.try(act("choose", { ...this.place, offer, result }));
    };
    const more = answer.next_offset ? () => this.ask(query, answer.next_offset) : null;
    const note = options.length ? null : say("inline.nothing");
    this.showPopup({ kind: "results", options, choose, more, note, button: answer.button, at: offset ? this.popup?.at : 0 });
  }

  showPopup(popup) {
    this.closePopup();
    if (!popup.options.length && !popup.note && !popup.button) return;
    this.popup = { at: 0, ...popup };
    this.box = h("div", { class: "popup", id: "popup", role: "listbox", "aria-label": say(`popup.${popup.kind}`) });
    if (popup.button?.start_parameter) {
      this.box.append(h("button", { type: "button", class: "shortcut", on: { click: () => this.deeds.start(popup.button.start_parameter) } }, popup.button.text));
    }
    for (const [index, option] of popup.options.entries()) {
      const row = h("div", { class: option.name ?? "option", id: `option-${index}`, role: "option", "aria-selected": "false", on: { click: () => this.popup.choose(option) } }, option.contents);
      this.box.append(row);
    }
    if (popup.note) this.box.append(h("div", { class: "note" }, popup.note));
    if (popup.more) this.box.addEventListener("scroll", () => this.nearEnd() && this.more());
    this.element.prepend(this.box);
    this.input.setAttribute("aria-expanded", "true");
    this.select(this.popup.at);
  }

  nearEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
  }

  more() {
    const more = this.popup?.more;
    if (more) {
      this.popup.more = null;
      more();
    }
  }

  closePopup() {
    this.box?.remove();
    this.popup = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  select(at) {
    const rows = [...this.box.querySelectorAll("[role=option]")];
    if (!rows.length) return;
    this.popup.at = (at + rows.length) % rows.length;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.popup.at)));
    rows[this.popup.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `option-${this.popup.at}`);
  }

  key(event) {
    if (event.isComposing) return;
    const option = this.popup?.options[this.popup.at];
    if (this.popup && ["ArrowDown", "ArrowUp"].includes(event.key)) this.select(this.popup.at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Tab" && option && this.popup.complete) this.popup.complete(option);
    else if (event.key === "Enter" && !event.shiftKey && option) this.popup.choose(option);
    else if (event.key === "Enter" && !event.shiftKey) this.submit();
    else if (event.key === "Escape" && this.popup) this.closePopup();
    else if (event.key === "Escape" && this.context) this.about(null);
    else if (event.key === "ArrowUp" && !this.input.value) this.deeds.editLast();
    else return;
    event.preventDefault();
  }

  submit() {
    if (this.inlineQuery() !== null && this.popup?.options.length) return this.popup.choose(this.popup.options[this.popup.at]);
    return this.deliver(this.input.value);
  }

  async deliver(text) {
    const { kind, message, file } = this.context ?? {};
    if (kind === "file") return this.try(sendFile(file, { ...this.place, caption: text }));
    if (!text.trim()) return null;
    if (kind === "edit") return this.try(act("edit", { chat: this.place.chat, message: message.message_id, text }));
    const answered = kind === "reply" ? { reply_to: message.message_id } : {};
    return this.try(act("send", { ...this.place, ...answered, text }));
  }

  /** Empty the input once the server has taken what was written. */
  async try(work) {
    try {
      await work;
    } catch (error) {
      this.deeds.refused(error);
      return;
    }
    this.input.value = "";
    this.asked = null;
    this.closePopup();
    this.grow();
    this.about(null);
    this.deeds.sent();
  }
}
