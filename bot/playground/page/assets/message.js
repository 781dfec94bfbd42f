// One message: its bubble, its keyboard and its menu.

import { face, h, icon, iconButton } from "./dom.js";
import { formatted, link, plainLines, richBlocks } from "./text.js";
import { get } from "./api_client.js";
import { say, sizeOf, timeOf } from "./i18n.js";

const LONG = 900; // characters; a longer rich message is collapsed at first

/** Return the displayed name of a message's author. */
export function authorOf(message) {
  const { from, sender_chat: as } = message;
  return as?.title ?? [from?.first_name, from?.last_name].filter(Boolean).join(" ") ?? "";
}

/** Return the id of a message's topic; 0 outside all topics. */
export const threadOf = (message) => (message.is_topic_message ? message.message_thread_id : 0);

/** Return a one-line summary of a message, for the chat list and replies. */
export function oneLine(message) {
  if (!message) return "";
  const said = textOf(message);
  if (said) return said.replace(/\s+/g, " ");
  if (message.photo) return say("message.photo");
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${say("message.sticker")}`.trim();
  if (message.voice) return say("message.voice", { seconds: message.voice.duration });
  if (message.document) return message.document.file_name;
  return serviceText(message) ?? say("message.other");
}

/** Return the plain text of a message; empty if it has none. */
export function textOf(message) {
  return message.text ?? message.caption ?? plainLines(message.rich_message?.blocks).join("\n");
}

/** Return the text of a service message; null for other messages. */
export function serviceText(message) {
  const name = authorOf(message);
  if (message.new_chat_members) return say("service.joined", { name: message.new_chat_members.map((one) => one.first_name).join(", ") });
  if (message.left_chat_member) return say("service.left", { name: message.left_chat_member.first_name });
  if (message.forum_topic_created) return say("service.topic_made", { name, topic: message.forum_topic_created.name });
  if (message.forum_topic_closed) return say("service.topic_closed");
  if (message.forum_topic_reopened) return say("service.topic_reopened");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("service.migrated");
  if (message.chat_shared) return say("service.chat_shared", { name, title: get(`chat:${message.chat_shared.chat_id}`)?.title ?? "" });
  if (message.pinned_message) return say("service.pinned", { name });
  return null;
}

/**
 * Return the element of a message.
 * `callbacks`: press, share, type, open, reply, menu, tapMenu, jump and the `taps` of a text.
 */
export function messageElement(message, look, callbacks) {
  try {
    const service = serviceText(message);
    return service ? serviceElement(message, service) : messageBubble(message, look, callbacks);
  } catch (error) { // a malformed message must not break the others
    console.warn(error);
    return serviceElement(message, say("message.broken"));
  }
}

function serviceElement(message, text) {
  return h("div", { class: "service", data: { id: message.message_id } }, text);
}

function messageBubble(message, { withAuthor, withFace }, callbacks) {
  const side = message.is_mine ? "is-mine" : "is-theirs";
  const stack = h("div", { class: "stack" }, bubble(message, withAuthor, callbacks), keyboard(message, callbacks));
  const tap = (event) => !event.target.closest("a, button, .spoiler, .quote") && getSelection().isCollapsed && callbacks.tapMenu(message, event.currentTarget);
  return h(
    "div",
    { on: { click: tap }, class: `message ${side}`, role: "article", tabindex: "-1", "aria-label": `${authorOf(message)}, ${timeOf(message.date)}`, data: { id: message.message_id } },
    withFace && face(authorOf(message), { of: message.from?.is_bot && !message.sender_chat ? "bot" : null, small: true }),
    stack,
    tools(message, callbacks),
  );
}

function bubble(message, withAuthor, callbacks) {
  const { via_bot: via, forward_origin: origin } = message;
  const above = message.preview?.is_above;
  return h(
    "div",
    { class: "bubble" },
    (withAuthor || via) && h("div", { class: "author" }, withAuthor && authorOf(message), via && h("span", { class: "via" }, ` ${say("message.via")} @${via.username}`)),
    message.ephemeral_message_id && h("div", { class: "only-you" }, say("message.only_you")),
    origin && h("div", { class: "forwarded" }, say("message.forwarded", { name: originName(origin) })),
    message.reply_to_message && !message.reply_to_message.forum_topic_created && replyStrip(message.reply_to_message, callbacks),
    !message.show_caption_above_media && photo(message),
    message.sticker && h("img", { class: "sticker", src: `/page/files/${message.sticker.file_id}`, alt: oneLine(message) }),
    message.voice && h("div", { class: "file" }, h("span", { class: "disc" }, icon("voice")), h("b", {}, oneLine(message))),
    above && preview(message),
    content(message, callbacks),
    message.show_caption_above_media && photo(message),
    !above && preview(message),
    (message.reactions ?? []).map((each) => h("span", { class: "reaction" }, each.emoji)),
    meta(message),
  );
}

function originName(origin) {
  return origin.sender_user?.first_name ?? origin.chat?.title ?? origin.sender_chat?.title ?? "";
}

function content(message, callbacks) {
  if (message.rich_message) return rich(message.rich_message, callbacks);
  if (message.document) return [file(message.document), text(message.caption, message.caption_entities, callbacks)];
  return text(message.text ?? message.caption, message.entities ?? message.caption_entities, callbacks);
}

function text(said, entities, callbacks) {
  return said ? h("span", { class: "text", dir: "auto" }, formatted(said, entities, callbacks)) : null;
}

function rich({ blocks, is_rtl: isRtl }, callbacks) {
  const box = h("div", { class: "rich", dir: isRtl ? "rtl" : "auto" }, richBlocks(blocks, callbacks));
  if (plainLines(blocks).join("\n").length < LONG) return box;
  box.classList.add("is-long");
  const more = h("button", { type: "button", class: "more" }, say("message.read_more"));
  more.addEventListener("click", () => {
    box.classList.remove("is-long");
    more.remove();
  });
  return [box, more];
}

function photo(message) {
  if (!message.photo) return null;
  const size = message.photo.at(-1);
  const picture = h("img", { src: `/page/files/${size.file_id}`, alt: message.caption ?? say("message.photo"), loading: "lazy" });
  const box = h("span", { class: "photo" }, picture);
  if (message.has_media_spoiler) cover(box);
  return box;
}

/** Hide a spoiler picture until it is clicked. */
function cover(box) {
  const show = h("button", { type: "button", class: "cover", "aria-label": say("message.spoiler") });
  show.addEventListener("click", () => {
    box.classList.remove("is-covered");
    show.remove();
  });
  box.classList.add("is-covered");
  box.append(show);
}

function file({ file_id: id, file_name: name, file_size: size }) {
  return h(
    "a",
    { class: "file", href: `/page/files/${id}`, download: name },
    h("span", { class: "disc" }, icon("file")),
    h("span", {}, h("b", {}, name), h("small", {}, sizeOf(size ?? 0))),
  );
}

function preview(message) {
  const shown = message.preview;
  if (!shown) return null;
  return link(
    shown.url,
    [
      h("span", {}, h("small", {}, shown.site), h("b", {}, shown.title), h("i", {}, shown.description)),
      h("img", { src: shown.image, alt: "", loading: "lazy" }),
    ],
    {},
    { class: "preview" },
  );
}

function replyStrip(answered, callbacks) {
  return h(
    "button",
    { type: "button", class: "reply", on: { click: () => callbacks.jump(answered) } },
    h("b", {}, authorOf(answered)),
    h("span", {}, oneLine(answered)),
  );
}

function meta(message) {
  const marks = [message.is_pinned && say("message.pinned"), message.edit_date && say("message.edited"), timeOf(message.date)];
  return h("span", { class: "meta" }, marks.filter(Boolean).join(" · "));
}

function keyboard(message, callbacks) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h(
    "div",
    { class: "keyboard" },
    rows.map((row) => h("div", { class: "row" }, row.map((button) => key(message, button, callbacks)))),
  );
}

function key(message, button, callbacks) {
  const name = `key${["danger", "success", "primary"].includes(button.style) ? ` is-${button.style}` : ""}`;
  if (button.url) return link(button.url, [button.text, icon("link", "corner")], callbacks, { class: name });
  const element = h("button", { type: "button", class: name, data: { key: `${message.message_id} ${button.text}` } }, button.text);
  element.addEventListener("click", () => {
    if (button.callback_data !== undefined) callbacks.press(message, button, element);
    else if (button.switch_inline_query !== undefined) callbacks.share(button.switch_inline_query);
    else if (button.switch_inline_query_chosen_chat) callbacks.share(button.switch_inline_query_chosen_chat.query ?? "");
    else if (button.switch_inline_query_current_chat !== undefined) callbacks.type(button.switch_inline_query_current_chat);
    else if (button.copy_text) callbacks.copy(button.copy_text.text);
    else callbacks.unsupported();
  });
  if (button.switch_inline_query !== undefined || button.switch_inline_query_chosen_chat) element.append(icon("share", "corner"));
  if (button.copy_text) element.append(icon("copy", "corner"));
  return element;
}

function tools(message, callbacks) {
  return h(
    "div",
    { class: "tools" },
    callbacks.mayReply(message) && iconButton("reply", say("message.reply"), () => callbacks.reply(message), { class: "icon-button is-extra", tabindex: "-1", data: { key: "reply" } }),
    iconButton("more", say("message.more"), (event) => callbacks.menu(message, event.currentTarget), { "aria-haspopup": "menu", tabindex: "-1", data: { key: "more" } }),
  );
}
