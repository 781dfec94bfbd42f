// The composer: text, commands, replies, files and inline results.

import { predecessorOf, titleOf } from "./chats.js";
import { openMenu } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { Inline } from "./inline.js";
import { forcedReply, replyKeyboard } from "./keyboards.js";
import { authorOf, oneLine } from "./message.js";
import { Popup } from "./popup.js";
import { act, get, sendFile, currentPersona } from "./api_client.js";
import { say, sizeOf } from "./i18n.js";

const COMMAND = /^\/(\w*)$/; // a command in progress
const MAX_FILE = 20 * 1024 ** 2; // bytes; a bot cannot download more

/** The composer below a chat. `callbacks`: sent(), refused(error), tell(text), unsupported(), requestChat(button, request), start(payload). */
export class Composer {
  constructor(callbacks) {
    this.callbacks = callbacks;
    this.element = h("div", { class: "composer" });
    this.name = null; // key of the open chat: persona, chat and topic
    this.place = null; // { chat, topic }
    this.look = "";
    this.context = null; // { kind: reply | edit | file, … }
    this.turn = Promise.resolve(); // the request in progress; the next one waits for it
    this.asked = null; // id of the last message with ForceReply
    this.drafts = new Map(); // persona, chat and topic -> draft
    this.build();
  }

  build() {
    this.input = h("textarea", { rows: 1, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "options", maxlength: 16384, enterkeyhint: "send" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.takeFile(event.clipboardData?.files[0], event));
    this.picker = h("input", { type: "file", hidden: true });
    this.picker.addEventListener("change", () => this.takeFile(this.picker.files[0]));
    this.popup = new Popup(this.input);
    this.inline = new Inline(this.popup, {
      place: () => this.place,
      choose: (option) => this.post(option),
      refused: this.callbacks.refused,
      start: this.callbacks.start,
    });
  }

  /** Switch to a chat and topic. */
  open(chatId, topic) {
    const name = `${currentPersona()} ${chatId} ${topic ?? 0}`;
    if (this.name !== name) {
      this.leave();
      const earlier = `${currentPersona()} ${predecessorOf(chatId)?.id} 0`; // the group before its migration
      this.input.value = this.drafts.get(name) ?? this.drafts.get(earlier) ?? "";
    }
    this.name = name;
    this.place = topic ? { chat: chatId, topic } : { chat: chatId };
    this.draw();
    this.grow();
    this.startForcedReply();
  }

  /** Close the chat; keep the input as a draft. */
  leave() {
    this.endEdit();
    if (this.name) this.drafts.set(this.name, this.input.value);
    Object.assign(this, { name: null, place: null, context: null, asked: null });
    this.input.value = "";
    this.closePopup();
  }

  get chat() {
    return get(`chat:${this.place.chat}`);
  }

  /** Render again if something changed; keep the input. */
  draw() {
    const chat = this.place && this.chat;
    if (!chat) return;
    const keyboard = replyKeyboard(this.place);
    const look = JSON.stringify([this.name, chat.commands.length > 0, chat.is_blocked, chat.is_started, chat.can_write, this.context?.label, chat.title, document.documentElement.lang, keyboard]);
    if (look === this.look) return;
    this.look = look;
    const isWriting = document.activeElement === this.input;
    this.element.replaceChildren(...this.contents(chat, keyboard));
    if (isWriting && this.input.isConnected) this.input.focus();
  }

  contents(chat, keyboard) {
    if (chat.type === "private" && chat.is_blocked) return [this.startButton(say("composer.restart"))];
    if (chat.type === "private" && !chat.is_started) return [this.startButton(say("composer.start"))];
    if (!chat.can_write) return [h("div", { class: "readonly" }, say("composer.readonly"))];
    this.input.placeholder = this.context?.placeholder ?? keyboard?.placeholder ?? say("composer.placeholder");
    this.input.setAttribute("aria-label", say("composer.write_in", { title: titleOf(chat) }));
    this.picker.ariaLabel = say("composer.attach");
    const send = iconButton("send", say("composer.send"), () => this.submit(), { class: "icon-button send" });
    const line = h(
      "div",
      { class: "line" },
      iconButton("attach", say("composer.attach"), (event) => this.offerMedia(event.currentTarget), { "aria-haspopup": "menu" }),
      this.input,
      chat.commands.length > 0 && iconButton("slash", say("composer.commands"), () => this.showCommands(), { "aria-haspopup": "listbox" }),
      send,
      this.picker,
    );
    return [this.popup.element, this.contextStrip(), line, this.replyKeyboardButtons(keyboard)].filter(Boolean);
  }

  startButton(label) {
    return h("button", { type: "button", class: "wide", on: { click: () => this.callbacks.start("") } }, label);
  }

  replyKeyboardButtons(keyboard) {
    if (!keyboard) return null;
    const press = ({ text, isUnsupported, request }) => {
      if (isUnsupported) return this.callbacks.unsupported();
      return request ? this.callbacks.requestChat({ ...this.place, message: keyboard.message, label: text }, request) : this.sendText(text);
    };
    const key = (button) => h("button", { type: "button", on: { click: () => press(button) } }, button.text);
    return h("div", { class: "answers" }, keyboard.rows.map((row) => h("div", { class: "row" }, row.map(key))));
  }

  contextStrip() {
    if (!this.context) return null;
    const { title, label, name } = this.context;
    return h("div", { class: "context" }, icon(name), h("div", { class: "reply" }, h("b", {}, title), h("span", {}, label)), iconButton("close", say("composer.drop"), () => this.setContext(null)));
  }

  setContext(context) {
    this.closePopup();
    this.endEdit();
    this.context = context;
    this.draw();
    this.input.focus();
  }

  /** End editing and restore the draft. */
  endEdit() {
    if (this.context?.kind !== "edit") return;
    this.input.value = this.context.draft;
    this.context = null;
    this.grow();
  }

  /** Open the menu of files and samples to send. */
  offerMedia(anchor) {
    const sample = (name, kind) => ({ icon: name, label: say(`composer.${kind}`), act: () => this.sendSample(kind) });
    openMenu(anchor, [
      { icon: "file", label: say("composer.file"), act: () => this.picker.click() },
      sample("photo", "photo"),
      sample("sticker", "sticker"),
      sample("voice", "voice"),
    ]);
  }

  /** Send a sample: a photo, a sticker or a voice message. */
  async sendSample(kind) {
    const { place, name } = this;
    if (await this.enqueue((as) => act("send-sample", { ...place, kind }, as)) && this.name === name) this.callbacks.sent();
  }

  /** Start a reply to a message. */
  reply(message) {
    this.setContext(replyContext(message));
  }

  /** Start the reply that ForceReply asks for, once, unless there is another context. */
  startForcedReply() {
    const message = forcedReply(this.place);
    if (!message || this.context || this.asked === message.message_id) return;
    this.asked = message.message_id;
    this.context = { ...replyContext(message), placeholder: message.other_markup.input_field_placeholder };
    this.draw();
  }

  /** Start to edit a message. */
  edit(message) {
    this.endEdit();
    this.setContext({ kind: "edit", message, name: "edit", title: say("composer.editing"), label: oneLine(message), draft: this.input.value });
    this.input.value = message.text ?? "";
    this.grow();
  }

  takeFile(file, event) {
    if (!file) return null;
    event?.preventDefault();
    this.picker.value = "";
    if (file.size === 0) return this.callbacks.tell(say("error.empty_file", { name: file.name }));
    if (file.size > MAX_FILE) return this.callbacks.tell(say("error.large_file", { name: file.name, limit: sizeOf(MAX_FILE) }));
    return this.setContext({ kind: "file", file, name: "file", title: file.name, label: sizeOf(file.size) });
  }

  /** Set the input's text as if it was typed. */
  type(words) {
    if (!this.input.isConnected) return;
    this.input.value = words;
    this.input.focus();
    this.typed();
  }

  typed() {
    this.grow();
    if (!this.place) return;
    const query = this.inlineQuery();
    this.inline.follow(query);
    if (query !== null) return;
    const command = this.context?.kind !== "edit" && COMMAND.exec(this.input.value);
    if (command) this.offerCommands(command[1].toLowerCase());
    else this.popup.close();
  }

  /** Return the inline query in the input; null if there is none. */
  inlineQuery() {
    if (["edit", "file"].includes(this.context?.kind)) return null;
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
      if (!COMMAND.test(this.input.value)) return this.sendText(said); // the draft stays
      this.input.value = said;
      return this.send();
    };
    const complete = ({ value }) => this.type(`/${value} `);
    this.popup.show({ kind: "commands", options, choose, complete });
  }

  /** Show or hide the list of all commands; keep the input. */
  showCommands() {
    if (this.popup.kind === "commands") return this.popup.close();
    this.input.focus();
    return this.offerCommands("");
  }

  key(event) {
    if (event.isComposing) return;
    const { option, kind } = this.popup;
    const isEnter = event.key === "Enter" && !event.shiftKey;
    if (kind && ["ArrowDown", "ArrowUp"].includes(event.key)) this.popup.step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Tab" && option && this.popup.shown.complete) this.popup.shown.complete(option);
    else if (isEnter && option && kind === "commands") this.popup.choose(option);
    else if (isEnter) this.submit();
    else if (event.key === "Escape" && (kind || this.inline.isChosen)) this.leavePopup();
    else if (event.key === "Escape" && this.context) this.setContext(null);
    else if (event.key === "ArrowUp" && !this.input.value) this.callbacks.editLast();
    else return;
    event.preventDefault();
  }

  leavePopup() {
    this.inline.leave();
    this.popup.close();
  }

  /** Close the popup; typing opens it again. */
  closePopup() {
    this.inline.follow(null);
    this.popup.close();
  }

  submit() {
    if (!this.place) return null;
    return this.inline.enter(this.inlineQuery()) ? null : this.send();
  }

  /** Send the input: a message, a reply, an edit, or a file with its caption. */
  send() {
    const { kind, message, file } = this.context ?? {};
    const { place } = this;
    const text = this.input.value;
    if (kind === "file") return this.sendInput((as) => sendFile(file, { ...place, caption: text }, as));
    if (!text.trim()) return null;
    if (kind === "edit") return this.sendInput((as) => act("edit", { chat: place.chat, message: message.message_id, text }, as));
    const answered = kind === "reply" ? { reply_to: message.message_id } : {};
    return this.sendInput((as) => act("send", { ...place, ...answered, text }, as));
  }

  /** Send an inline result. */
  post({ offer, result }) {
    const { place } = this;
    return this.sendInput((as) => act("choose", { ...place, offer, result }, as));
  }

  /** Send a text that is not in the input, of a button or a clicked command. */
  async sendText(text) {
    this.closePopup();
    const { place, name } = this;
    if (await this.enqueue((as) => act("send", { ...place, text }, as)) && this.name === name) this.callbacks.sent();
  }

  /** Clear the input and send its content; restore it if the server refuses. */
  async sendInput(work) {
    const { name, context } = this;
    const text = this.input.value;
    this.input.value = "";
    this.setContext(null);
    this.grow();
    if (!(await this.enqueue(work))) this.restoreInput(name, text, context);
    else if (this.name === name) this.callbacks.sent();
  }

  /** Run a request after all earlier ones; tell whether it succeeded. */
  async enqueue(work) {
    const as = currentPersona();
    const turn = this.turn.then(() => work(as));
    this.turn = turn.catch(() => null);
    try {
      await turn;
      return true;
    } catch (error) {
      this.callbacks.refused(error);
      return false;
    }
  }

  restoreInput(name, text, context) {
    const isHere = this.name === name;
    const since = (isHere ? this.input.value : this.drafts.get(name)) ?? "";
    if (isHere && !this.context && since === (context?.draft ?? "")) {
      this.setContext(context);
      this.input.value = text;
    } else {
      const all = [text, since].filter(Boolean).join("\n");
      if (isHere) this.input.value = all;
      else this.drafts.set(name, all);
    }
    this.grow();
  }
}

const replyContext = (message) => ({ kind: "reply", message, name: "reply", title: authorOf(message), label: oneLine(message) });
