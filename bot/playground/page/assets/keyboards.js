// The current reply keyboard and forced reply of a chat or topic.

import { messagesOf } from "./chats.js";
import { threadOf } from "./message.js";
import { get } from "./api_client.js";

// Fields of a KeyboardButton that does not just send its text (Bot API).
const UNSUPPORTED_FIELDS = ["request_contact", "request_location", "request_poll", "request_users", "request_managed_bot", "web_app"];

const messagesIn = ({ chat, topic }) => messagesOf(chat).filter((message) => threadOf(message) === (topic ?? 0));

/** Return the newest reply keyboard with rows of { text, isUnsupported, request }; null if there is none. */
export function replyKeyboard(place) {
  const messages = messagesIn(place);
  const at = messages.findLastIndex(({ other_markup: markup }) => markup?.keyboard || markup?.remove_keyboard);
  const markup = messages[at]?.other_markup;
  const isUsed = markup?.one_time_keyboard && messages.slice(at).some((message) => message.is_mine);
  if (!markup?.keyboard || isUsed) return null;
  const key = (button) => ({ text: button.text ?? button, isUnsupported: UNSUPPORTED_FIELDS.some((field) => button[field]), request: button.request_chat });
  return { message: messages[at].message_id, rows: markup.keyboard.map((row) => row.map(key)), placeholder: markup.input_field_placeholder };
}

/** Return the message with a pending ForceReply; null if the persona has written since. */
export function forcedReply(place) {
  const messages = messagesIn(place);
  const since = messages.slice(messages.findLastIndex((message) => message.is_mine) + 1);
  return since.findLast((message) => message.other_markup?.force_reply && isForMe(message)) ?? null;
}

/** Tell whether a markup is for the persona; a selective one is for replied or mentioned users. */
function isForMe(message) {
  const { id } = get("me");
  if (!message.other_markup.selective || message.reply_to_message?.from?.id === id) return true;
  return (message.entities ?? []).some((entity) => entity.user?.id === id);
}
