// The left column: the persona, the chat list, language and theme.

import { face, fill, h, icon, iconButton } from "./dom.js";
import { authorOf, oneLine, serviceText } from "./message.js";
import { all, get } from "./api_client.js";
import { LANGUAGES, currentLanguage, say, timeOf } from "./i18n.js";

const KINDS = { group: "group", supergroup: "group", channel: "channel" };

/** Return a chat's displayed name. */
export const titleOf = (chat) => (chat.type === "private" ? get("me").bot.first_name : chat.title);

/** Return a chat's avatar. */
export function chatFace(chat, small = false) {
  return face(titleOf(chat), { of: chat.type === "private" ? "bot" : null, small });
}

/** Return the messages of a chat without its predecessor's, oldest first. */
function ownMessages(chatId) {
  return all(`message:${chatId}:`).sort((a, b) => a.message_id - b.message_id);
}

/** Return the id of the supergroup that a group migrated to; null if it did not. */
export function successorOf(chatId) {
  if (get(`chat:${chatId}`)?.type !== "group") return null;
  return ownMessages(chatId).at(-1)?.migrate_to_chat_id ?? null;
}

/** Return the group that migrated to a supergroup; null if there is none. */
export function predecessorOf(chatId) {
  if (get(`chat:${chatId}`)?.type !== "supergroup") return null;
  return all("chat:").find((chat) => successorOf(chat.id) === chatId) ?? null;
}

/** Return the messages shown in a chat, oldest first; its predecessor's messages come first. */
export function messagesOf(chatId) {
  const before = predecessorOf(chatId);
  if (!before) return ownMessages(chatId);
  return [...ownMessages(before.id), ...ownMessages(chatId).filter((message) => !message.migrate_from_chat_id)];
}

/** Return the number of unread messages shown in a chat. */
export function unreadOf(chat) {
  const before = predecessorOf(chat.id);
  return Object.values(chat.unread).reduce((sum, each) => sum + each, before ? unreadOf(before) : 0);
}

/** Return the listed chats; a migrated group is a part of its supergroup. */
export const openChats = () => all("chat:").filter((chat) => successorOf(chat.id) === null);

/** Return the listed chats: the private one first, then by newest message. */
export function sortedChats() {
  const rows = openChats().map((chat) => ({ chat, last: messagesOf(chat.id).at(-1) }));
  return rows.sort((a, b) => isPinned(b.chat) - isPinned(a.chat) || (b.last?.date ?? 0) - (a.last?.date ?? 0));
}

const isPinned = (chat) => chat.type === "private";

/** Render the column. `callbacks`: switchPersona(persona), open(chatId), language(code), theme(), guide(). */
export function drawSidebar(element, open, callbacks) {
  const me = get("me");
  if (!me) return;
  if (!element.firstChild) element.append(...["top", "middle", "bottom"].map((name) => h("div", { class: `part-${name}` })));
  const [top, middle, bottom] = element.children;
  const look = `${currentLanguage()} ${callbacks.isDark()}`;
  if (bottom.dataset.look !== look) {
    bottom.dataset.look = look; // rendering more often would close an open language list
    fill(bottom, foot(callbacks));
  }
  fill(top, brand(callbacks), h("p", { class: "about" }, say("page.about")), personas(me, callbacks));
  if (document.activeElement?.role === "radio") top.querySelector('[aria-checked="true"]').focus();
  fill(middle, chatList(open, callbacks));
}

function brand(callbacks) {
  return h(
    "header",
    { class: "bar" },
    h("div", { class: "brand grow" }, h("img", { src: "/page/assets/icon.svg", alt: "" }), h("h1", {}, say("page.title"))),
    iconButton("panel", say("panel.open"), () => callbacks.panel(), { data: { key: "panel" } }),
  );
}

function personas(me, callbacks) {
  const radios = me.personas.map((one) => {
    const isMe = one.name === me.persona;
    return h(
      "button",
      { type: "button", class: "persona", role: "radio", "aria-checked": String(isMe), tabindex: isMe ? 0 : -1, data: { key: `as-${one.name}` }, on: { click: () => callbacks.switchPersona(one.name) } },
      face(one.first_name, { small: true }),
      h("b", {}, one.first_name),
      h("small", {}, say(`role.${one.role}`)),
    );
  });
  const group = h("div", { class: "personas", role: "radiogroup", "aria-label": say("page.speak_as") }, radios);
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = me.personas.findIndex((one) => one.name === me.persona);
    callbacks.switchPersona(me.personas.at((at + step) % me.personas.length).name);
  });
  return group;
}

function chatList(open, callbacks) {
  const rows = sortedChats().map(({ chat, last }) => h("li", {}, chatRow(chat, last, chat.id === open, callbacks)));
  return h("ul", { class: "chats", "aria-label": say("page.chats") }, rows);
}

function chatRow(chat, last, isOpen, callbacks) {
  const unread = unreadOf(chat);
  const shows = last && chat.type !== "private" && !last.is_mine && last.from && !serviceText(last);
  const author = shows ? `${authorOf(last)}: ` : "";
  const kind = chat.is_forum ? "forum" : KINDS[chat.type];
  return h(
    "button",
    { type: "button", class: "chat-row", "aria-current": isOpen ? "true" : null, data: { key: `chat-${chat.id}`, chat: chat.id }, on: { click: () => callbacks.open(chat.id) } },
    chatFace(chat),
    h("span", { class: "title" }, kind && icon(kind), h("span", {}, titleOf(chat))),
    h("span", { class: "when" }, last ? timeOf(last.date) : ""),
    h("span", { class: "last" }, last ? author + oneLine(last) : say(`chat.about.${chat.type}`)),
    unread ? h("span", { class: "badge", "aria-label": say("chat.unread", { count: unread }) }, unread) : null,
  );
}

function foot(callbacks) {
  const options = Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code, selected: code === currentLanguage() }, name));
  const select = h("select", { "aria-label": say("page.language"), data: { key: "language" }, on: { change: (event) => callbacks.language(event.target.value) } }, options);
  return h("footer", { class: "foot" }, select, iconButton(callbacks.isDark() ? "sun" : "moon", say("page.theme"), callbacks.theme, { data: { key: "theme" } }));
}
