"""/summary: of a link, a file, an article by its number, a message it replies to."""

from telegram import Message, Update

from bot.actions import submit
from bot.actions.summarize import summarize_text
from bot.domain.errors import NotUnderstood
from bot.domain.ids import ArticleId
from bot.domain.summary import wanted_length
from bot.i18n.html import escape
from bot.presentation.outgoing_message import MESSAGE_MAX, OutgoingMessage
from bot.presentation.truncate import cut
from handlers import cards
from handlers.context import Context, message_of, replied_to
from handlers.submissions import asked_by, file_of, hand_in, hidden_links


async def summarize(update: Update, context: Context) -> None:
    """Show the card of what is named, with as many sentences as asked for."""
    message = message_of(update)
    replied = replied_to(message)
    what, *rest = context.args.split() or [""]
    if submit.links_in(what):
        length = wanted_length(rest[0]) if rest else None
        asked = asked_by(context, message, is_listed=False, length=length)
        await hand_in(context, *submit.requests(what, (), asked))
    elif message.document is not None or replied is not None:
        length = wanted_length(what) if what else None
        meant = replied if message.document is None and replied is not None else message
        await _of_message(context, message, meant, length)
    elif what.isascii() and what.isdigit() and len(what) < 19:
        length = wanted_length(rest[0]) if rest else None
        await cards.show(context, ArticleId(int(what)), length)
    else:
        raise NotUnderstood("summary.what")


async def _of_message(
    context: Context, message: Message, meant: Message, length: int | None
) -> None:
    asked = asked_by(context, message, is_listed=False, length=length)
    if meant.document is not None:
        await hand_in(context, [file_of(meant, asked)])
        return
    text = meant.text or meant.caption or ""
    links = [*submit.links_in(text), *hidden_links(meant)]
    if submit.is_about_links(text, links):
        await hand_in(context, *submit.requests(text, hidden_links(meant), asked))
        return
    summary = await summarize_text(context.services, text, context.user_id)
    sentences = "\n".join(summary.sentences(length or context.chat.length))
    await context.show(OutgoingMessage(html=escape(cut(sentences, MESSAGE_MAX))))
