// The echo bot of grammY's documentation, with the address of a Bot API server of one's own.
import { Bot, InlineKeyboard } from "grammy";

const bot = new Bot(process.env.TOKEN, { client: { apiRoot: process.env.API_ROOT } });
bot.command("start", (context) => context.reply("Welcome!", { reply_markup: new InlineKeyboard().text("Tap", "tapped") }));
bot.on("callback_query:data", (context) => context.answerCallbackQuery({ text: context.callbackQuery.data }));
bot.on("inline_query", (context) => context.answerInlineQuery([
  { type: "article", id: "1", title: context.inlineQuery.query, input_message_content: { message_text: `<b>${context.inlineQuery.query}</b>`, parse_mode: "HTML" } },
]));
bot.on("message:text", (context) => context.reply(context.message.text, { entities: context.message.entities }));
process.on("SIGTERM", () => bot.stop());
await bot.start();
