// The middle column above the composer: header, topics, messages.

import { fill, h, icon, iconButton, keyed } from "./dom.js";
import { chatFace, messagesOf, titleOf } from "./chats.js";
import { messageElement, serviceText, threadOf } from "./message.js";
import { get, isConnected } from "./api_client.js";
import { dayOf, say } from "./i18n.js";

const GROUPING_SECONDS = 300; // seconds within which messages of one author are grouped
const NEAR = 120; // pixels from the end within which new messages scroll into view
const TYPING = 5000; // milliseconds for which a chat action is shown (sendChatAction, Bot API)

/** The header, the topics and the messages of one chat. */
export class Log {
  constructor(callbacks) {
    this.callbacks = callbacks;
    this.head = h("header", { class: "bar" });
    this.strip = h("div", { class: "strip", role: "status", hidden: true });
    this.tabs = h("div", { class: "topics", role: "tablist", hidden: true });
    this.list = h("div", { class: "log", role: "log", tabindex: "0", "aria-live": "polite", "aria-relevant": "additions" });
    this.down = iconButton("down", "", () => this.toEnd(), { class: "icon-button down", hidden: true });
    this.followsEnd = true;
    this.list.addEventListener("scroll", () => { this.followsEnd = this.down.hidden = this.isAtEnd(); });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("load", () => this.stay(), true); // a picture has loaded
    new ResizeObserver(() => this.stay()).observe(this.list);
    this.shown = new Map(); // key of a message or a day -> { element, item, look }
    this.place = null; // chat id and topic
    this.actions = new Map(); // chat id -> number of seen chat actions
    this.busyUntil = 0;
  }

  /** Show a chat or a topic; `term` filters its messages. */
  open(chatId, topic, term = "") {
    const place = `${chatId} ${topic} ${term} ${document.documentElement.lang}`;
    const isNew = this.place !== place;
    const hadFocus = [this.list, this.strip].some((each) => each.contains(document.activeElement));
    if (isNew) {
      this.shown.clear();
      this.list.replaceChildren();
    }
    this.place = place;
    this.chatId = chatId;
    this.topic = topic;
    this.term = term;
    this.draw(isNew);
    if (isNew && hadFocus) this.list.focus();
  }

  /** Render all changes. */
  draw(isNew = false) {
    const chat = get(`chat:${this.chatId}`);
    if (!chat) return;
    this.watchActions(chat);
    this.drawHead(chat);
    this.drawTabs(chat);
    this.drawStrip(chat);
    this.drawMessages(chat, isNew);
  }

  watchActions(chat) {
    const seen = this.actions.get(chat.id) ?? chat.actions;
    this.actions.set(chat.id, chat.actions);
    if (chat.actions <= seen) return;
    this.busyUntil = Date.now() + TYPING;
    setTimeout(() => this.draw(), TYPING + 50);
  }

  drawHead(chat) {
    const isDone = messagesOf(chat.id).some((each) => each.chat.id === chat.id && !each.is_mine && each.message_id > chat.acted_after);
    const isBusy = Date.now() < this.busyUntil && !isDone;
    const kind = chat.type === "private" ? say("chat.bot") : say(`chat.members.${chat.type === "channel" ? "channel" : "group"}`, { count: chat.members });
    this.down.title = this.down.ariaLabel = say("chat.to_end");
    this.list.setAttribute("aria-label", say("chat.messages_of", { title: titleOf(chat) }));
    fill(
      this.head,
      iconButton("back", say("chat.back"), this.callbacks.back, { class: "icon-button back", data: { key: "back" } }),
      chatFace(chat, true),
      h("div", { class: "grow" }, h("h2", {}, titleOf(chat)), h("div", { class: `sub${isBusy ? " is-busy" : ""}` }, isBusy ? say("chat.typing") : kind)),
      iconButton("panel", say("panel.open"), this.callbacks.panel, { data: { key: "panel" } }),
    );
  }

  drawTabs(chat) {
    this.tabs.hidden = !chat.is_forum;
    if (!chat.is_forum) return;
    const topics = [{ id: 0, name: say("chat.general") }, ...chat.topics];
    this.tabs.setAttribute("aria-label", say("chat.topics"));
    fill(
      this.tabs,
      topics.map(({ id, name }) => {
        const unread = chat.unread[id] ?? 0;
        const isOpen = id === (this.topic ?? 0);
        return h(
          "button",
          { type: "button", role: "tab", class: "topic", "aria-selected": String(isOpen), data: { key: `topic-${id}` }, on: { click: () => this.callbacks.topic(id || null) } },
          name,
          unread && !isOpen ? h("span", { class: "badge" }, unread) : null,
        );
      }),
    );
  }

  drawStrip(chat) {
    const close = h("button", { type: "button", data: { key: "show-all" }, on: { click: () => this.callbacks.search("") } }, say("chat.show_all"));
    let content = null;
    if (!isConnected()) content = say("page.unconnected");
    else if (this.term) content = [say("chat.only_with", { term: this.term }), " ", close];
    else if (get("connection")?.is_offline) content = say("chat.offline");
    else if (!chat.has_bot) content = say("chat.no_bot");
    this.strip.hidden = content === null;
    fill(this.strip, content ?? "");
  }

  drawMessages(chat, isNew) {
    const messages = messagesOf(chat.id).filter((message) => this.holds(message, chat));
    const elements = [];
    for (const [index, message] of messages.entries()) {
      const [before, after] = [messages[index - 1], messages[index + 1]];
      if (!before || dayOf(before.date) !== dayOf(message.date)) elements.push(this.day(message));
      elements.push(this.element(chat, message, !isTogether(before, message), !isTogether(message, after), isNew));
    }
    const standing = new Set(messages.flatMap((message) => [nameOf(message), `day ${dayOf(message.date)}`]));
    for (const name of this.shown.keys()) if (!standing.has(name)) this.shown.delete(name);
    if (elements.length === 0) elements.push(this.nothing(chat));
    settle(this.list, elements);
    if (isNew) this.toEnd();
    else this.stay();
  }

  holds(message, chat) {
    if (chat.is_forum && threadOf(message) !== (this.topic ?? 0)) return false;
    return !this.term || (message.text ?? message.caption ?? "").toLowerCase().includes(this.term.toLowerCase());
  }

  element(chat, message, starts, ends, isNew) {
    const known = this.shown.get(nameOf(message));
    const isShared = chat.type !== "private" && chat.type !== "channel";
    const look = { withAuthor: isShared && !message.is_mine && starts, withFace: isShared && !message.is_mine };
    const name = `${look.withAuthor} ${look.withFace}`;
    let element = known?.element;
    if (known?.item !== message || known?.look !== name) {
      element = messageElement(message, look, this.callbacks);
      if (known) element.classList.add("is-changed");
      else if (!isNew) element.classList.add("is-new");
      keepFocus(known?.element, element);
      this.shown.set(nameOf(message), { element, item: message, look: name });
    }
    element.classList.toggle("starts", starts);
    element.classList.toggle("ends", ends);
    return element;
  }

  day(message) {
    const key = `day ${dayOf(message.date)}`;
    if (!this.shown.has(key)) this.shown.set(key, { element: h("div", { class: "day" }, dayOf(message.date)) });
    return this.shown.get(key).element;
  }

  nothing(chat) {
    const about = chat.type === "private" ? get("me").bot.description || say("chat.empty.private") : say("chat.empty.other");
    return h("div", { class: "empty" }, h("h2", {}, this.term ? say("chat.nothing_found") : titleOf(chat)), h("p", {}, this.term ? "" : about));
  }

  /** Scroll to a message and highlight it. */
  jump(message) {
    const element = this.shown.get(nameOf(message))?.element;
    element?.scrollIntoView({ block: "center" });
    element?.classList.remove("is-changed");
    requestAnimationFrame(() => element?.classList.add("is-changed"));
  }

  /** Arrows move the focus from message to message; Enter opens the menu of the focused one. */
  key(event) {
    const messages = [...this.list.querySelectorAll(".message")];
    const at = messages.indexOf(document.activeElement);
    if (document.activeElement !== this.list && at < 0) return;
    const to = { ArrowUp: at < 0 ? messages.length - 1 : at - 1, ArrowDown: at < 0 ? -1 : at + 1, Home: 0, End: messages.length - 1 }[event.key];
    if (event.key === "Enter" && at >= 0) keyed(messages[at], "more")?.click();
    else if (to === undefined) return;
    else if (messages[to]) messages[to].focus();
    else if (event.key === "ArrowDown") this.list.focus();
    event.preventDefault();
  }

  isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
  }

  /** Stay scrolled to the end if the log was there before the change. */
  stay() {
    if (this.followsEnd) this.toEnd();
  }

  toEnd() {
    this.followsEnd = true;
    this.list.scrollTop = this.list.scrollHeight;
  }
}

/** Return a key of a message; message ids are unique only within a chat. */
const nameOf = (message) => `${message.chat.id} ${message.message_id}`;

function isTogether(one, next) {
  if (!one || !next || serviceText(one) || serviceText(next)) return false;
  const isSame = one.from?.id === next.from?.id && one.sender_chat?.id === next.sender_chat?.id;
  return isSame && next.date - one.date < GROUPING_SECONDS;
}

/** Set the children of a list; unchanged children stay in place and keep their state. */
function settle(list, elements) {
  const wanted = new Set(elements);
  const lost = [...list.children].find((child) => !wanted.has(child) && child.contains(document.activeElement));
  if (lost) focusBeside(lost, wanted, list);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let at = list.firstChild;
  for (const element of elements) {
    if (element === at) at = at.nextSibling;
    else list.insertBefore(element, at);
  }
}

/** Move the focus from a removed message to the next or the previous one. */
function focusBeside(lost, wanted, list) {
  const [before, after] = [lost.previousElementSibling, lost.nextElementSibling];
  const next = [after, before].find((each) => each && wanted.has(each) && keyed(each, "more"));
  (next ? keyed(next, "more") : list).focus({ preventScroll: true });
}

/** Keep the focus in a message that is rendered again. */
function keepFocus(old, element) {
  if (!old?.contains(document.activeElement)) return;
  const { key } = document.activeElement.dataset;
  queueMicrotask(() => (keyed(element, key ?? "") ?? keyed(element, "more"))?.focus({ preventScroll: true }));
}
