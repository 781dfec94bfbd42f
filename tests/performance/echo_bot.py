"""A bare echo bot as in python-telegram-bot's examples, with its stock request class."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Reply with the text of the message."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


async def ready(_: Application) -> None:  # type: ignore[type-arg]  # of six unused types
    """Print the line that our bot prints when it is ready."""
    print("ready", file=sys.stderr, flush=True)


def main(url: str, token: str, is_concurrent: str) -> None:
    """Run until SIGTERM; 1 handles many updates at once, 0 handles one after another."""
    builder = Application.builder().token(token).base_url(f"{url}/bot").post_init(ready)
    application = builder.concurrent_updates(bool(int(is_concurrent))).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
