// The page's copy of the server's items, and requests to the server.

const copies = new Map(); // key -> item, as last received
const listeners = new Set();
const FALLBACK = "anna"; // the persona if the URL names no known one
let source = null;
let persona = "";

/** Return the current persona. */
export const currentPersona = () => persona;

/** Return one item of the copy: "me", "connection", "chat:1" … */
export const get = (key) => copies.get(key);

/** Return the items whose key begins with a prefix. */
export function all(prefix) {
  const found = [];
  for (const [key, item] of copies) if (key.startsWith(prefix)) found.push(item);
  return found;
}

/** Call a listener with the set of changed keys on every change. */
export const listen = (listener) => listeners.add(listener);

/** Switch to a persona: clear the copy and open its event stream. */
export function connect(name) {
  source?.close();
  persona = name;
  copies.clear();
  source = new EventSource(`/page/events?as=${encodeURIComponent(name)}`);
  source.onmessage = (event) => take(JSON.parse(event.data));
  source.onerror = () => {
    const isUnknown = source.readyState === EventSource.CLOSED; // refused, not just unreachable
    if (isUnknown && name !== FALLBACK) connect(FALLBACK);
    else tell(new Set(["connection"]));
  };
}

/** Tell whether the event stream is open. */
export const isConnected = () => source?.readyState === EventSource.OPEN;

/** Resolve once a condition on the copy holds. */
export function until(condition) {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return;
      listeners.delete(check);
      resolve();
    };
    listeners.add(check);
    check();
  });
}

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

/** Send an action to the server, as the current persona by default; throw if it is refused. */
export async function act(verb, body = {}, as = persona) {
  return answer(await fetch(`/page/do/${verb}?as=${encodeURIComponent(as)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Send a file as a persona. */
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
