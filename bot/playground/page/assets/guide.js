// The guide: prepares each of its steps, and ticks a step off when its result is seen.

import { messagesOf, openChats } from "./chats.js";
import { act, get, until } from "./api_client.js";

const own = () => get("me").id;
const group = () => openChats().find((chat) => ["group", "supergroup"].includes(chat.type) && !chat.is_forum).id;
const channel = () => openChats().find((chat) => chat.type === "channel").id;
const mention = (words) => `@${get("me").bot.username} ${words}`;

// By step: who does it, in which chat, with which words, and how its result is recognized there.
const STEPS = {
  1: { persona: "anna", chat: own, words: () => "/subscribe Harrowmere", isSeen: (messages) => isAnswered(messages, "/subscribe") },
  2: { persona: "edith", chat: own, words: () => `/add ${location.origin}/news/en-lighthouse`, isSeen: (messages) => isAnswered(messages, "/add", isCard) },
  3: { persona: "anna", chat: own, words: (messages) => (messages.some(isCard) ? "" : "/latest") },
  4: { persona: "bekzod", chat: group, words: () => mention("bridge"), isSeen: (messages) => messages.some((message) => message.via_bot) },
  5: { persona: "galina", chat: channel, words: () => "/subscribe transport", isSeen: (messages) => isAnswered(messages, "/subscribe") },
};

/** The guide. `callbacks`: become(persona), write(chat id, words), inspect(). */
export class Guide {
  constructor(callbacks) {
    this.callbacks = callbacks;
    this.done = new Set();
  }

  /** Prepare a step: the persona, a started bot where it is needed, the chat and the words. */
  async run(number) {
    const step = STEPS[number];
    if (!step) {
      this.done.add(number);
      return this.callbacks.inspect();
    }
    await this.callbacks.become(step.persona);
    if (step.chat === own) await started();
    const chat = step.chat();
    return this.callbacks.write(chat, step.words(messagesOf(chat)));
  }

  /** Tick off the steps whose results the current persona sees. */
  watch() {
    for (const [number, { persona, chat, isSeen }] of Object.entries(STEPS)) {
      if (isSeen && get("me").persona === persona && isSeen(messagesOf(chat()))) this.done.add(Number(number));
    }
  }

  /** Tick off the step of rating. */
  rated() {
    this.done.add(3);
  }
}

/** Press Start if the persona has not, and wait until the page shows it. */
async function started() {
  const isReady = () => get(`chat:${own()}`).is_started && !get(`chat:${own()}`).is_blocked;
  if (!isReady()) await act("start", { payload: "" });
  await until(isReady);
}

/** Tell whether a message that begins with a command has a wanted one after it. */
function isAnswered(messages, command, isWanted = () => true) {
  const at = messages.findIndex((message) => message.text?.startsWith(command));
  return at >= 0 && messages.slice(at + 1).some((message) => !message.is_mine && isWanted(message));
}

const isCard = (message) => (message.reply_markup?.inline_keyboard ?? []).flat().some((button) => button.callback_data && isStar(button));

/** Tell whether a button rates an article. */
export const isStar = (button) => /^[1-5].*★/.test(button.text);
