// Toasts, alerts, the chat picker and menus.

import { h, icon } from "./dom.js";
import { chatFace, sortedChats, titleOf } from "./chats.js";
import { say } from "./i18n.js";

const TOAST = 3500; // milliseconds; more for long texts

/** Show a toast for a short time. */
export function toast(text) {
  const element = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(element);
  setTimeout(() => element.remove(), TOAST + text.length * 20);
}

/** Show an alert until it is closed. */
export function alertWith(text) {
  const { close } = dialog(say("dialog.alert"), (shut) => [h("p", { class: "says" }, text), h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", autofocus: true, on: { click: shut } }, say("dialog.ok")))]);
  return close;
}

/** Let the user pick a chat; resolve to its id, or null. */
export function pickChat(title, mayPick) {
  return new Promise((resolve) => {
    const { element } = dialog(title, (shut) => {
      const rows = sortedChats().filter(({ chat }) => mayPick(chat)).map(({ chat }) =>
        h("button", { type: "button", data: { chat: chat.id }, on: { click: () => { resolve(chat.id); shut(); } } }, chatFace(chat, true), titleOf(chat)));
      return [h("div", { class: "picks" }, rows), h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", on: { click: shut } }, say("dialog.cancel")))];
    });
    element.addEventListener("close", () => resolve(null));
  });
}

function dialog(title, contents) {
  const element = h("dialog", { "aria-label": title });
  const close = () => element.close();
  element.append(h("div", { class: "inner" }, h("h2", {}, title), contents(close)));
  element.addEventListener("click", (event) => event.target === element && close());
  element.addEventListener("close", () => element.remove());
  document.body.append(element);
  element.showModal();
  return { element, close };
}

/** Open a menu at a button. Entries: { icon, label, act, isDanger }. */
export function openMenu(anchor, entries) {
  const menu = h("div", { class: "menu", role: "menu" });
  const shut = () => {
    menu.remove();
    removeEventListener("pointerdown", outside, true);
    (anchor.isConnected ? anchor : document.querySelector(".log")).focus();
  };
  const outside = (event) => !menu.contains(event.target) && shut();
  for (const entry of entries) {
    const act = () => { shut(); entry.act(); };
    menu.append(h("button", { type: "button", role: "menuitem", class: entry.isDanger ? "is-danger" : "", on: { click: act } }, icon(entry.icon), entry.label));
  }
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Tab") return shut(); // the focus moves on from the button
    if (event.key === "Escape") shut();
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items.at((at - 1) % items.length).focus();
    else return null;
    return event.preventDefault();
  });
  document.body.append(menu);
  const place = anchor.offsetParent ? anchor : anchor.closest(".message") ?? anchor; // phones hide the tools
  const box = place.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
  menu.firstChild.focus();
  addEventListener("pointerdown", outside, true);
}
