// The page's entry point: the open chat, navigation and event handlers.

import { drawSidebar, messagesOf, openChats, predecessorOf, successorOf, unreadOf } from "./chats.js";
import { copyText } from "./clipboard.js";
import { Composer } from "./composer.js";
import { alertWith, openMenu, pickChat, toast } from "./dialogs.js";
import { Guide, isStar } from "./guide.js";
import { Log } from "./log.js";
import { textOf } from "./message.js";
import { Panel } from "./panel.js";
import { act, connect, get, listen, currentPersona } from "./api_client.js";
import { currentLanguage, say, setLanguage, wantedLanguage } from "./i18n.js";

const WIDE = matchMedia("(min-width: 1181px)");
const NARROW = matchMedia("(max-width: 760px)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const app = document.getElementById("app");
const sidebar = document.getElementById("sidebar");
const open = { chat: null, topic: null, term: "" };
const lastOpen = new Map(); // persona -> last open chat
let languageSent = Promise.resolve(); // the server knows the language of the persona's app
let pending = null; // action to run once a persona's chats are loaded

/** Switch to a persona. */
function switchPersona(name, then = null) {
  if (name === currentPersona()) return then?.();
  if (currentPersona()) lastOpen.set(currentPersona(), { ...open });
  composer.leave();
  Object.assign(open, lastOpen.get(name) ?? { chat: null, topic: null }, { term: "" });
  pending = then;
  setUrlParameter("as", name);
  connect(name);
  return null;
}

/** Let the persona use their app in the language of the page. */
function sendLanguage() {
  languageSent = attempt(act("set-language", { language: currentLanguage() }));
}

/** Store the page's state in the URL, so that it survives a reload. */
function setUrlParameter(name, value) {
  const address = new URL(location.href);
  address.searchParams.set(name, value);
  history.replaceState(null, "", address);
}

function openChat(chatId, topic = null) {
  if (open.chat !== chatId) Object.assign(open, { topic });
  if (topic !== null) open.topic = topic;
  Object.assign(open, { chat: chatId, term: "" });
  app.classList.add("is-open");
  draw();
  if (!NARROW.matches) composer.input.focus();
}

async function attempt(work) {
  try {
    return await work;
  } catch (error) {
    refused(error);
    return null;
  }
}

function refused(error) {
  console.warn(error);
  toast(say(error instanceof TypeError ? "error.unreachable" : "error.refused"));
}

/** Open a deep link to the bot; tell whether the URL was one. */
function followLink(url) {
  const { hostname, pathname, searchParams } = new URL(url);
  const name = get("me").bot.username.toLowerCase();
  if (hostname !== "t.me" || pathname.slice(1).toLowerCase() !== name) return false;
  start(searchParams.get("start") ?? "");
  return true;
}

async function start(payload) {
  openChat(get("me").id);
  composer.type("");
  await languageSent;
  await attempt(act("start", { payload }));
  log.toEnd();
}

async function press(message, button, element) {
  element.classList.add("is-waiting");
  const answer = await attempt(act("press", {
    chat: message.chat.id,
    message: Math.max(1, Math.trunc(message.message_id)),
    data: button.callback_data,
    ...(message.ephemeral_message_id && { ephemeral: message.ephemeral_message_id }),
  }));
  for (const each of document.querySelectorAll(".is-waiting")) each.classList.remove("is-waiting");
  if (!answer) return;
  if (answer.is_answered && isStar(button)) {
    guide.rated();
    panel.draw();
  }
  if (!answer.is_answered) toast(say("message.not_answered"));
  else if (answer.url) followLink(answer.url.replace("tg://resolve?domain=", `https://t.me/`).replace("&start", "?start"));
  else if (answer.text && answer.is_alert) alertWith(answer.text);
  else if (answer.text) toast(answer.text);
}

async function share(query) {
  const chatId = await pickChat(say("dialog.share"), (chat) => chat.can_write);
  if (chatId === null) return;
  openChat(chatId);
  composer.type(`@${get("me").bot.username} ${query}`);
}

async function forward(message) {
  const to = await pickChat(say("dialog.forward"), (chat) => chat.can_write);
  if (to === null) return;
  if (await attempt(act("forward", { chat: message.chat.id, message: message.message_id, to }))) openChat(to);
}

/** Let the persona choose a chat for a button that requests one. */
async function requestChat({ chat, message, label }, request) {
  const isOffered = (each) => each.is_admin && (each.type === "channel") === request.chat_is_channel;
  const shared = await pickChat(say("dialog.request_chat"), isOffered);
  if (shared !== null) await attempt(act("share-chat", { chat, message, label, shared }));
}

/** Tell whether a message is in the open chat itself; its predecessor takes no replies. */
const isHere = (message) => message.chat.id === open.chat;
const mayEdit = (message) => message.can_edit && isHere(message);

function menu(message, anchor) {
  const chat = get(`chat:${open.chat}`);
  const mayDelete = !message.ephemeral_message_id && (message.is_mine || chat.type === "private" || chat.is_admin);
  const ids = { chat: message.chat.id, message: message.message_id };
  const { has_protected_content: isProtected } = message;
  const text = textOf(message);
  const entries = [
    callbacks.mayReply(message) && { icon: "reply", label: say("message.reply"), act: () => composer.reply(message) },
    message.can_forward && !isProtected && { icon: "forward", label: say("message.forward"), act: () => forward(message) },
    text && !isProtected && { icon: "copy", label: say("message.copy"), act: () => copy(text) },
    mayEdit(message) && { icon: "edit", label: say("message.edit"), act: () => composer.edit(message) },
    mayDelete && { icon: "trash", label: say("message.delete"), isDanger: true, act: () => attempt(act("delete", ids)) },
  ];
  openMenu(anchor, entries.filter(Boolean));
}

async function copy(text) {
  toast(say((await copyText(text)) ? "message.copied" : "message.not_copied"));
}

function search(term) {
  open.term = term;
  draw();
}

const callbacks = {
  press,
  share,
  requestChat,
  menu,
  tapMenu: (message, element) => NARROW.matches && menu(message, element),
  copy,
  search,
  start,
  refused,
  tell: toast,
  link: followLink,
  hashtag: search,
  command: (said) => composer.sendText(said),
  mention: (said) => composer.type(`${said} `),
  type: (query) => composer.type(`@${get("me").bot.username} ${query}`),
  unsupported: () => toast(say("message.unsupported")),
  reply: (message) => composer.reply(message),
  mayReply: (message) => isHere(message) && !message.ephemeral_message_id && get(`chat:${open.chat}`).can_write,
  jump: (message) => log.jump(message),
  back: () => { app.classList.remove("is-open"); open.chat = NARROW.matches ? null : open.chat; draw(); },
  topic: (id) => { open.topic = id; draw(); },
  sent: () => { search(""); log.toEnd(); },
  editLast: () => {
    const last = messagesOf(open.chat).filter(mayEdit).at(-1);
    if (last) composer.edit(last);
  },
  panel: () => (panel.element.hidden ? panel.show(panel.tab) : closePanel()),
};

const log = new Log(callbacks);
const composer = new Composer(callbacks);
const panel = new Panel(document.getElementById("panel"), {
  close: closePanel,
  place: () => open.chat,
  act: (verb, body) => attempt(act(verb, body)),
  step,
  isDone: (number) => guide.done.has(number),
});
const guide = new Guide({
  become: (name) => new Promise((resolve) => { switchPersona(name, resolve); }),
  write: (chatId, words) => {
    openChat(chatId);
    composer.type(words);
  },
  inspect: () => panel.show("inspector"),
});

function closePanel() {
  const hadFocus = panel.element.contains(document.activeElement);
  panel.element.hidden = true;
  if (hadFocus) [...document.querySelectorAll("[data-key=panel]")].find((button) => button.offsetParent)?.focus();
}

const sideDeeds = {
  switchPersona: (name) => switchPersona(name),
  open: (chatId) => openChat(chatId),
  panel: callbacks.panel,
  isDark,
  theme: () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    draw();
  },
  language: async (code) => {
    localStorage.setItem("language", code);
    setUrlParameter("lang", code);
    await setLanguage(code);
    sendLanguage();
    draw();
    panel.draw(true);
  },
};

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : DARK.matches;
}

/** Run a step of the guide. */
function step(number) {
  if (!WIDE.matches) closePanel();
  return attempt(guide.run(number));
}

function draw() {
  drawSidebar(sidebar, open.chat, sideDeeds);
  if (!get("me")) return;
  open.chat = successorOf(open.chat) ?? open.chat;
  if (!get(`chat:${open.chat}`)) open.chat = null;
  if (open.chat === null && !NARROW.matches) open.chat = get("me").id;
  app.classList.toggle("is-open", open.chat !== null);
  if (open.chat !== null) {
    log.open(open.chat, open.topic, open.term);
    composer.open(open.chat, open.topic);
    readOpen();
  }
  const unread = openChats().reduce((sum, chat) => sum + unreadOf(chat), 0);
  document.title = unread ? `(${unread}) ${say("page.title")}` : say("page.title");
}

/** Mark the open chat as read while the page is visible. */
function readOpen() {
  const chat = get(`chat:${open.chat}`);
  if (document.hidden) return;
  const before = predecessorOf(chat.id);
  if (before?.unread[0]) attempt(act("read", { chat: before.id }));
  if (!chat.unread[open.topic ?? 0]) return;
  attempt(act("read", open.topic ? { chat: chat.id, topic: open.topic } : { chat: chat.id }));
}

listen((changed) => {
  if (![...changed].every((key) => key.startsWith("call:"))) draw();
  if (changed.has("everything")) sendLanguage();
  if (changed.has("everything") && pending) {
    const then = pending;
    pending = null;
    then();
  }
  if (get("me") && openChats().length) guide.watch();
  panel.draw();
});

function takeDrops() {
  const area = document.getElementById("chat");
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => composer.takeFile(event.dataTransfer?.files[0], event));
}

async function begin() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  await setLanguage(wantedLanguage());
  const area = document.getElementById("chat");
  area.append(log.head, log.tabs, log.strip, log.list, document.getElementById("toasts"), composer.element, log.down);
  takeDrops();
  DARK.addEventListener("change", draw);
  NARROW.addEventListener("change", draw);
  document.addEventListener("visibilitychange", () => get("me") && draw());
  panel.element.hidden = !WIDE.matches;
  switchPersona(new URLSearchParams(location.search).get("as") ?? "anna");
}

begin();
