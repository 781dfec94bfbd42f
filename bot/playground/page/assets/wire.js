// The page's copy of what its persona sees, and what it asks the server to do.

const copies = new Map(); // key -> item, as the server last said
const listeners = new Set();
const FALLBACK = "anna"; // speaks where the address names nobody
let source = null;
let persona = "";

/** Return who the page speaks as. */
export const speaksAs = () => persona;

/** Return one item of the copy: "me", "wire", "chat:1" … */
export const get = (key) => copies.get(key);

/** Return the items whose key begins with a prefix. */
export function all(prefix) {
  const found = [];
  for (const [key, item] of copies) if (key.startsWith(prefix)) found.push(item);
  return found;
}

/** Call a listener with the set of keys that changed, whenever some do. */
export const listen = (listener) => listeners.add(listener);

/** Speak as a persona from now on: forget everything and ask for what they see. */
export function connect(name) {
  source?.close();
  persona = name;
  copies.clear();
  source = new EventSource(`/page/events?as=${encodeURIComponent(name)}`);
  source.onmessage = (event) => take(JSON.parse(event.data));
  source.onerror = () => {
    const isUnknown = source.readyState === EventSource.CLOSED; // refused, not merely out of reach
    if (isUnknown && name !== FALLBACK) connect(FALLBACK);
    else tell(new Set(["connection"]));
  };
}

/** Tell whether the server can be reached. */
export const isConnected = () => source?.readyState === EventSource.OPEN;

function take({ put, drop, is_first: isFirst }) {
  const changed = new Set([...Object.keys(put), ...drop]);
  if (isFirst) {
    for (const key of copies.keys()) changed.add(key);
    copies.clear();
    changed.add("everything");
  }
  for (const [key, item] of Object.entries(put)) copies.set(key, item);
  for (const key of drop) copies.delete(key);
  tell(changed);
}

function tell(changed) {
  for (const listener of listeners) listener(changed);
}

/** Ask the server for something, as whoever speaks unless named; throws where it refuses. */
export async function act(verb, body = {}, as = persona) {
  return answer(await fetch(`/page/do/${verb}?as=${encodeURIComponent(as)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Send a file as somebody. */
export async function sendFile(file, fields, as) {
  const query = new URLSearchParams({ as, name: file.name, ...fields });
  return answer(await fetch(`/page/do/send-file?${query}`, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file,
  }));
}

async function answer(response) {
  const content = await response.json();
  if (!response.ok) throw new Error(content.error);
  return content;
}
