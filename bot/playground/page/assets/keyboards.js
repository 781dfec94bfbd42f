// What the newest messages of a bot ask of the composer: a reply keyboard, or a reply.

import { messagesOf } from "./chats.js";
import { threadOf } from "./message.js";
import { get } from "./wire.js";

// What else a KeyboardButton may do than send its text (Bot API).
const DEEDS = ["request_contact", "request_location", "request_poll", "request_users", "request_chat", "request_managed_bot", "web_app"];

const messagesIn = ({ chat, topic }) => messagesOf(chat).filter((message) => threadOf(message) === (topic ?? 0));

/** Return the newest reply keyboard of a place, its rows of { text, isUnsupported }; null where there is none now. */
export function replyKeyboard(place) {
  const messages = messagesIn(place);
  const at = messages.findLastIndex(({ other_markup: markup }) => markup?.keyboard || markup?.remove_keyboard);
  const markup = messages[at]?.other_markup;
  const isUsed = markup?.one_time_keyboard && messages.slice(at).some((message) => message.is_mine);
  if (!markup?.keyboard || isUsed) return null;
  const key = (button) => ({ text: button.text ?? button, isUnsupported: DEEDS.some((deed) => button[deed]) });
  return { rows: markup.keyboard.map((row) => row.map(key)), placeholder: markup.input_field_placeholder };
}

/** Return the message that the persona is asked to answer (ForceReply); null where they have written since. */
export function forcedReply(place) {
  const messages = messagesIn(place);
  const since = messages.slice(messages.findLastIndex((message) => message.is_mine) + 1);
  return since.findLast((message) => message.other_markup?.force_reply && isForMe(message)) ?? null;
}

/** Tell whether a markup is shown to the persona: a selective one is for who is answered or mentioned. */
function isForMe(message) {
  const { id } = get("me");
  if (!message.other_markup.selective || message.reply_to_message?.from?.id === id) return true;
  return (message.entities ?? []).some((entity) => entity.user?.id === id);
}
