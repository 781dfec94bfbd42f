// Create DOM elements and icons. Text is never parsed as markup.

/** Return an element. Properties: class, on (events), data, aria-* and other attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (value === true && !name.startsWith("aria-")) {
      element.setAttribute(name, "");
    } else {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  attach: "M20 11.5l-8.2 8.2a5.2 5.2 0 01-7.4-7.4l8.6-8.6a3.5 3.5 0 015 5l-8.5 8.4a1.7 1.7 0 01-2.5-2.4l7.7-7.7",
  block: "M12 3a9 9 0 100 18 9 9 0 000-18zM5.8 5.8l12.4 12.4",
  bot: "M12 4v3M7 7h10a3 3 0 013 3v6a3 3 0 01-3 3H7a3 3 0 01-3-3v-6a3 3 0 013-3zM9 12v1.5M15 12v1.5",
  channel: "M4 10v4l12 5V5zM16 9.5a3 3 0 010 5M7 15l1.5 5h2.6L9.6 16",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  forum: "M4 5h12v9H9l-5 4zM19 9h1v11l-4-3h-5",
  forward: "M13 6l7 6-7 6v-4c-5 0-8 2-9 5 0-6 3-9.5 9-10z",
  group: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.500a3.5 3.5 0 010 6.500M18 14.500c2.2.700 3.5 2.6 3.5 5.5",
  inspect: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4.500l-3 15",
  link: "M8 16L17 7M9 7h8v8",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  offline: "M3 3l18 18M8.5 15.500a5 5 0 016 0M5.5 12a9 9 0 014-2.200M14.5 9.800A9 9 0 0118.5 12M12 19h.01",
  panel: "M4 5h16v14H4zM14.5 5v14",
  people: "M4 20v-8h4v8M10 20V8h4v12M16 20V4h4v16",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  reply: "M11 6l-7 6 7 6v-4c5 0 8 2 9 5 0-6-3-9.5-9-10z",
  send: "M12 19V5M5.5 11.500L12 5l6.5 6.5",
  share: "M13 6l7 6-7 6v-4c-5 0-8 2-9 5 0-6 3-9.5 9-10z",
  sticker: "M12 3l2.7 5.6 6.1.8-4.5 4.2 1.200 6.100L12 16.700l-5.5 3 1.200-6.100L3.2 9.400l6.1-.8z",
  slash: "M14.5 5l-5 14M4 4h16v16H4z",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2.500M12 19.500V22M2 12h2.500M19.5 12H22M5 5l1.7 1.700M17.3 17.300L19 19M19 5l-1.7 1.700M6.7 17.300L5 19",
  moon: "M20 14.500A8.5 8.5 0 119.5 4a7 7 0 0010.5 10.500z",
  voice: "M12 3a3 3 0 013 3v6a3 3 0 01-6 0V6a3 3 0 013-3zM5.5 11.500a6.5 6.5 0 0013 0M12 18v3",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  up: "M12 4l8 7h-4v9H8v-9H4z",
};

/** Return one of the icons, hidden from screen readers. */
export function icon(name, className = "icon") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className.includes("icon") ? className : `icon ${className}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Return a round button with an icon; the label is for screen readers and the tooltip. */
export function iconButton(name, label, onClick, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...more }, icon(name));
}

/** Replace the children of an element; keep its scroll position and the focus by `data-key`. */
export function fill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const { scrollTop: top, scrollLeft: left } = element;
  element.replaceChildren(...children.flat().filter(Boolean));
  element.scrollTo({ top, left, behavior: "instant" });
  if (focused) keyed(element, focused)?.focus({ preventScroll: true });
}

/** Return the descendant with a `data-key`. */
export const keyed = (element, key) => element.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** Return a hash of a text, below `count`. */
export function toneOf(text, count = 6) {
  let sum = 0;
  for (const character of String(text)) sum = (sum * 28 + character.codePointAt(0)) % 9973;
  return sum % count;
}

/** Return an avatar: initials or an icon on a color by name. */
export function face(name, { of = null, small = false } = {}) {
  const inside = of ? icon(of) : [...String(name).trim()][0]?.toUpperCase() ?? "?";
  return h("span", { class: `face tone-${of === "bot" ? 0 : toneOf(name)}${small ? " small" : ""}`, "aria-hidden": "true" }, inside);
}
