// The page's language: its texts, times and days.

export const LANGUAGES = { en: "English", ru: "Русский", uz: "Oʻzbekcha", "uz-Cyrl": "Ўзбекча" };
let texts = {};
let language = "en";

/** Return the page's language. */
export const currentLanguage = () => language;

/** Switch to a language and remember it. */
export async function setLanguage(wanted) {
  language = wanted in LANGUAGES ? wanted : "en";
  texts = await (await fetch(`/page/texts/${language}`)).json();
  document.documentElement.lang = language;
}

/** Return the preferred language: from the URL, an earlier choice, or the browser. */
export function wantedLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  const choices = [asked, localStorage.getItem("language"), ...navigator.languages];
  return choices.map(closestLanguage).find(Boolean) ?? "en";
}

/** Return the page's language for a code such as ru-RU or uz-Cyrl-UZ, if there is one. */
function closestLanguage(code) {
  const closest = Object.keys(LANGUAGES).filter((each) => `${code}-`.toLowerCase().startsWith(`${each}-`.toLowerCase()));
  return closest.at(-1); // uz-Cyrl comes after uz
}

/** Return a text of the page with its placeholders filled. */
export function say(key, values = {}) {
  const text = texts[key] ?? key;
  const pattern = Array.isArray(text) ? formFor(text, values.count) : text;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Return the plural form for a number; the forms have gettext's order. */
function formFor(forms, count) {
  const category = new Intl.PluralRules(language).select(count);
  return forms[{ one: 0, few: 1 }[category] ?? forms.length - 1];
}

/** Return the time of a message, such as 19:05. */
export const timeOf = (seconds) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);

/** Return the day of a message, such as June 8. Chromium knows no Uzbek months. */
export function dayOf(seconds) {
  const moment = new Date(seconds * 1000);
  return say("day.pattern", { day: moment.getDate(), month: say("day.months").split("|")[moment.getMonth()] });
}

/** Return a duration such as "1 day 2 hours"; `days` may be a fraction. */
export function durationOf(days) {
  const hours = Math.round(days * 24);
  const [whole, rest] = [Math.floor(hours / 24), hours % 24];
  return [whole && say("time.days", { count: whole }), rest && say("time.hours", { count: rest })].filter(Boolean).join(" ");
}

/** Return a readable file size. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
