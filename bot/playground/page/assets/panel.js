// The right column: the guide, the tools and the request inspector.

import { titleOf } from "./chats.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { all, get } from "./api_client.js";
import { durationOf, say } from "./i18n.js";

const TABS = ["guide", "tools", "inspector"];

/** The panel. `callbacks`: close(), step(number), isDone(number), act(verb, body), the open chat through `place()`. */
export class Panel {
  constructor(element, callbacks) {
    this.element = element;
    this.callbacks = callbacks;
    this.tab = "guide";
    this.term = "";
    this.onlyWrong = false;
    this.withPolls = false;
    this.unfolded = new Set();
    this.rows = new Map(); // call number -> { element, item, isOpen }
    this.since = 0; // calls up to this number are cleared
  }

  /** Show one of the tabs. */
  show(tab) {
    this.tab = tab;
    this.element.hidden = false;
    this.calls = null;
    this.draw(true);
    this.openTab().focus();
  }

  openTab() {
    return this.element.querySelector('[role="tab"][aria-selected="true"]');
  }

  /** Render the open tab again. */
  draw(isWhole = false) {
    if (this.element.hidden || !get("me")) return;
    this.element.setAttribute("aria-label", say("panel.title"));
    if (this.tab === "inspector" && this.calls && !isWhole) {
      this.drawCalls();
      return;
    }
    const hadFocus = this.element.contains(document.activeElement);
    const scroll = this.element.querySelector(".body")?.scrollTop ?? 0;
    const contents = { guide: () => [this.guide()], tools: () => [this.tools()], inspector: () => this.inspector() }[this.tab]();
    fill(this.element, this.head(), ...contents);
    this.element.querySelector(".body")?.scrollTo(0, isWhole ? 0 : scroll);
    if (hadFocus && !this.element.contains(document.activeElement)) this.openTab().focus();
    if (this.tab === "inspector") this.drawCalls();
  }

  head() {
    const tabs = TABS.map((tab) => h("button", { type: "button", role: "tab", "aria-selected": String(tab === this.tab), data: { key: `tab-${tab}` }, on: { click: () => this.show(tab) } }, say(`panel.${tab}`)));
    return h("header", { class: "bar" }, h("div", { class: "tabs grow", role: "tablist", "aria-label": say("panel.title") }, tabs), iconButton("close", say("panel.close"), this.callbacks.close));
  }

  guide() {
    const steps = [1, 2, 3, 4, 5, 6].map((step) =>
      h("li", { class: this.callbacks.isDone(step) ? "is-done" : null }, h("button", { type: "button", data: { key: `step-${step}` }, on: { click: () => this.callbacks.step(step) } }, h("b", {}, say(`guide.${step}.title`), this.callbacks.isDone(step) && h("span", { class: "unseen" }, ` (${say("guide.done")})`)), h("span", {}, say(`guide.${step}.text`)))));
    return h("div", { class: "body" }, h("p", {}, say("guide.about")), h("ol", { class: "steps" }, steps));
  }

  tools() {
    const chat = get(`chat:${this.callbacks.place()}`);
    const me = get("me");
    const mine = get(`chat:${me.id}`);
    const isOffline = get("connection").is_offline;
    const { act } = this.callbacks;
    return h(
      "div",
      { class: "body" },
      h("h3", {}, say("tools.of_persona", { name: me.name })),
      h("div", { class: "acts" }, this.act("block", "tools.block", () => act("block", { is_blocked: !mine.is_blocked }), { isPressed: mine.is_blocked, isDisabled: !mine.is_started })),
      chat && chat.type !== "private" && h("h3", {}, say("tools.of_chat", { title: titleOf(chat) })),
      chat && chat.type !== "private" && this.chatActs(chat),
      h("h3", {}, say("tools.of_world")),
      h(
        "div",
        { class: "acts" },
        this.act("offline", "tools.offline", () => act("go-offline", { is_offline: !isOffline }), { isPressed: isOffline }),
        this.act("clock", "tools.hour", () => act("advance", { seconds: 3600 })),
        this.act("clock", "tools.day", () => act("advance", { seconds: 86400 })),
        me.days_ahead > 0 && h("p", {}, say("tools.ahead", { time: durationOf(me.days_ahead) })),
      ),
    );
  }

  chatActs(chat) {
    const { act } = this.callbacks;
    return h(
      "div",
      { class: "acts" },
      this.act("bot", chat.has_bot ? "tools.throw_out" : "tools.let_in", () => act("let-in", { chat: chat.id, is_in: !chat.has_bot }), { isDisabled: !chat.is_admin, place: "presence" }),
      chat.type === "group" && this.act("up", "tools.migrate", () => act("migrate", { chat: chat.id }), { isDisabled: !chat.can_become_supergroup }),
      !chat.is_admin && h("p", {}, say("tools.admins_only")),
    );
  }

  /** Return a button of the tools; `place` is the `data-key` that keeps the focus. */
  act(name, key, onClick, { isPressed = null, isDisabled = false, place = key } = {}) {
    const variant = isPressed ? `${key}.on` : key;
    return h(
      "button",
      { type: "button", class: "act", disabled: isDisabled, "aria-pressed": isPressed === null ? null : String(isPressed), data: { key: place }, on: { click: onClick } },
      icon(name),
      h("span", {}, h("b", {}, say(variant)), h("small", {}, say(`${variant}.about`))),
    );
  }

  inspector() {
    this.calls = h("ol", { class: "calls", "aria-label": say("panel.inspector"), reversed: true });
    this.rows.clear();
    const search = h("input", { type: "search", placeholder: say("inspector.filter"), "aria-label": say("inspector.filter"), value: this.term });
    search.addEventListener("input", () => { this.term = search.value; this.drawCalls(); });
    const wrong = h("input", { type: "checkbox", checked: this.onlyWrong });
    wrong.addEventListener("change", () => { this.onlyWrong = wrong.checked; this.drawCalls(); });
    const polls = h("input", { type: "checkbox", checked: this.withPolls });
    polls.addEventListener("change", () => { this.withPolls = polls.checked; this.drawCalls(); });
    const clear = iconButton("trash", say("inspector.clear"), () => { this.since = Math.max(0, ...all("call:").map((call) => call.number)); this.drawCalls(); });
    return [h("div", { class: "filters" }, search, h("label", {}, wrong, say("inspector.only_wrong")), h("label", {}, polls, "getUpdates"), clear), this.calls];
  }

  drawCalls() {
    const term = this.term.trim().toLowerCase();
    const isShown = (call) => (!this.onlyWrong || isWrong(call)) && (this.withPolls || call.method !== "getUpdates" || isWrong(call));
    const isWanted = (call) => call.number > this.since && isShown(call) && [call.method, chatOf(call), call.said].some((text) => text.toLowerCase().includes(term));
    const calls = all("call:").filter(isWanted).sort((a, b) => b.number - a.number);
    const elements = calls.map((call) => this.row(call));
    if (!elements.length) elements.push(h("li", { class: "note" }, h("p", {}, say("inspector.nothing"))));
    const focused = document.activeElement;
    this.calls.replaceChildren(...elements);
    if (this.calls.contains(focused)) focused.focus();
  }

  row(call) {
    const known = this.rows.get(call.number);
    const isOpen = this.unfolded.has(call.number);
    if (known?.item === call && known.isOpen === isOpen) return known.element;
    const element = callElement(call, isOpen, () => {
      if (!this.unfolded.delete(call.number)) this.unfolded.add(call.number);
      this.drawCalls();
      this.calls.querySelector(`[data-key="call-${call.number}"]`)?.focus();
    });
    this.rows.set(call.number, { element, item: call, isOpen });
    return element;
  }
}

/** Return the title of a request's chat, or whose private chat it is; else its number. */
function chatOf(call) {
  const chat = get(`chat:${call.chat}`);
  if (chat) return titleOf(chat);
  return get("me").personas.find((one) => one.id === call.chat)?.first_name ?? String(call.chat ?? "");
}

const isWrong = (call) => call.breaks.length > 0 || (call.is_done && call.status !== 200);

function callElement(call, isOpen, toggle) {
  const look = call.breaks.length ? " is-broken" : isWrong(call) ? " is-refused" : "";
  const code = call.status || (call.is_done ? "✕" : "…");
  return h(
    "li",
    { class: `call${look}` },
    h(
      "button",
      { type: "button", "aria-expanded": String(isOpen), data: { key: `call-${call.number}` }, on: { click: toggle } },
      h("span", { class: "code" }, code),
      h("span", { class: "name" }, call.method),
      h("span", { class: "said", dir: "auto" }, [chatOf(call), call.said].filter(Boolean).join(": ")),
      call.breaks.length ? h("span", { class: "mark" }, say("inspector.breaks")) : call.is_retry ? h("span", { class: "mark" }, say("inspector.retry")) : h("span", {}),
      h("span", { class: "took" }, call.milliseconds === null ? "" : `${call.milliseconds} ms`),
    ),
    isOpen && h(
      "div",
      { class: "inside" },
      call.breaks.map((each) => h("div", { class: "breach" }, each)),
      call.description && h("div", { class: "fault" }, call.description),
      h("h4", {}, say("inspector.request")),
      h("pre", { tabindex: "0" }, call.request),
      h("h4", {}, say("inspector.answer")),
      h("pre", { tabindex: "0" }, call.answer),
    ),
  );
}
