// Render formatted text. MessageEntity offsets are UTF-16 code units, like JavaScript's.

import { h } from "./dom.js";
import { say } from "./i18n.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

/**
 * Return the nodes of a text with its entities.
 * `taps` are the click handlers: link(url), hashtag(text), command(text), mention(text).
 */
export function formatted(text, entities = [], taps = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, 0, text.length, sorted, taps);
}

function between(text, start, end, entities, taps) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((each) => each.offset < stop);
    const children = between(text, entity.offset, stop, inner, taps);
    nodes.push(element(entity, text.slice(entity.offset, stop), children, taps));
    at = stop;
    if (isBlock(entity) && text[at] === "\n") at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const isBlock = (entity) => entity.type.endsWith("blockquote") || entity.type === "pre";

function element(entity, said, children, taps) {
  const { type } = entity;
  if (type in PLAIN) return h(PLAIN[type], {}, children);
  if (type === "text_link") return link(entity.url, children, taps);
  if (type === "url") return link(/^[a-z][a-z0-9+.-]*:/i.test(said) ? said : `https://${said}`, children, taps);
  if (type === "email") return h("a", { href: `mailto:${said}` }, children);
  if (type === "hashtag" || type === "cashtag") return tapped(children, () => taps.hashtag?.(said));
  if (type === "bot_command") return tapped(children, () => taps.command?.(said));
  if (type === "mention") return tapped(children, () => taps.mention?.(said));
  if (type === "spoiler") return spoiler(children);
  if (isBlock(entity)) return quote(children, type === "expandable_blockquote");
  return h("span", {}, children);
}

function tapped(children, onClick) {
  return h("button", { type: "button", class: "inline", on: { click: onClick } }, children);
}

/** Return a link; a URL that is not http(s) becomes plain text, because it might run a script. */
export function link(url, children, taps = {}, more = {}) {
  if (!/^https?:\/\//i.test(url)) return h("span", {}, children);
  const open = (event) => {
    if (taps.link?.(url)) event.preventDefault();
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", on: { click: open }, ...more }, children);
}

function spoiler(children) {
  const hidden = h("button", { type: "button", class: "spoiler", "aria-label": say("message.spoiler") }, children);
  hidden.addEventListener("click", () => {
    hidden.classList.add("is-shown");
    hidden.removeAttribute("aria-label");
  });
  return hidden;
}

function quote(children, isExpandable) {
  const quoted = h("span", { class: "quoted" }, children);
  if (!isExpandable) return h("span", { class: "quote", role: "blockquote" }, quoted);
  const box = h("span", { class: "quote is-folded", role: "blockquote" }, quoted);
  const toggle = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, say("message.unfold"));
  toggle.addEventListener("click", () => {
    const isFolded = box.classList.toggle("is-folded");
    toggle.setAttribute("aria-expanded", String(!isFolded));
    toggle.textContent = say(isFolded ? "message.unfold" : "message.fold");
  });
  box.append(toggle);
  return box;
}

const STYLED = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", subscript: "sub", superscript: "sup", marked: "mark" };

/** Return the blocks of a rich message. */
export function richBlocks(blocks, taps) {
  return blocks.map((block) => richBlock(block, taps));
}

/** Return the plain text lines of a rich message's blocks; malformed blocks are skipped. */
export function plainLines(blocks) {
  return list(blocks).flatMap((block) => [
    ...[block?.summary, block?.text].map(plain),
    ...plainLines(block?.blocks),
    ...list(block?.items).flatMap((item) => plainLines(item?.blocks)),
    ...list(block?.cells).map((row) => list(row).map((cell) => plain(cell?.text)).join(" ")),
  ]).filter(Boolean);
}

const list = (value) => (Array.isArray(value) ? value : []);

function plain(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(plain).join("");
  return value && typeof value === "object" ? plain(value.text ?? value.alternative_text ?? value.expression) : "";
}

function richBlock(block, taps) {
  const text = () => richText(block.text ?? "", taps);
  switch (block.type) {
    case "heading": return h(`h${Math.min(4, (block.size ?? 1) + 1)}`, {}, text());
    case "preformatted": return h("pre", {}, text());
    case "divider": return h("hr");
    case "footer": return h("p", {}, h("small", {}, text()));
    case "list": return h("ul", {}, block.items.map((item) => h("li", {}, richBlocks(item.blocks ?? [], taps))));
    case "blockquote": return h("blockquote", { class: "quote" }, block.blocks ? richBlocks(block.blocks, taps) : text());
    case "expandable_blockquote": return quote(text(), true);
    case "pull_quotation": return h("blockquote", { class: "quote" }, text());
    case "details": return h("details", { open: block.is_open }, h("summary", {}, richText(block.summary ?? "", taps)), richBlocks(block.blocks ?? [], taps));
    case "table": return h("table", {}, block.cells.map((row) => h("tr", {}, row.map((cell) => h(cell.is_header ? "th" : "td", {}, richText(cell.text ?? "", taps))))));
    case "paragraph": return h("p", {}, text());
    default: return h("p", {}, say("message.unknown_block", { type: block.type }));
  }
}

function richText(value, taps) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((each) => richText(each, taps));
  const children = richText(value.text ?? value.alternative_text ?? value.expression ?? "", taps);
  if (value.type in STYLED) return [h(STYLED[value.type], {}, children)];
  if (value.type === "url") return [link(value.url, children, taps)];
  if (value.type === "spoiler") return [spoiler(children)];
  return children;
}
