"""The command /summary of a link, a file, an article's number, or the replied message."""

from telegram import Message, Update

from bot.actions import submit
from bot.actions.summarize import summarize_text
from bot.domain.delivery import MESSAGE_MAX
from bot.domain.errors import NotUnderstood
from bot.domain.ids import ArticleId, parse_id
from bot.domain.summary import parse_length
from bot.i18n.html import escape
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.truncate import truncate
from handlers import cards
from handlers.context import Context, hidden_links, message_of, replied_to
from handlers.submissions import file_submission, request_from, submit_all


async def summarize(update: Update, context: Context) -> None:
    """Send the card of the named article, with as many sentences as asked for."""
    message = message_of(update)
    replied = replied_to(message)
    argument, *rest = context.args.split() or [""]
    if submit.find_links(argument):
        length = parse_length(rest[0]) if rest else None
        request = request_from(context, message, is_listed=False, length=length)
        await submit_all(context, *submit.parse_submissions(argument, (), request))
    elif message.document is not None or replied is not None:
        length = parse_length(argument) if argument else None
        source = replied if message.document is None and replied is not None else message
        await _summarize_message(context, message, source, length)
    elif (article_id := parse_id(argument, ArticleId)) is not None:
        length = parse_length(rest[0]) if rest else None
        await cards.send_card(context, article_id, length)
    else:
        raise NotUnderstood("summary.what")


async def _summarize_message(
    context: Context, message: Message, source: Message, length: int | None
) -> None:
    request = request_from(context, message, is_listed=False, length=length)
    if source.document is not None:
        await submit_all(context, [file_submission(source, request)])
        return
    text = source.text or source.caption or ""
    links = [*submit.find_links(text), *hidden_links(source)]
    if submit.is_about_links(text, links):
        await submit_all(context, *submit.parse_submissions(text, hidden_links(source), request))
        return
    summary = await summarize_text(context.services, text, context.user_id)
    sentences = "\n".join(summary.sentences(length or context.chat.length))
    await context.send(OutgoingMessage(html=escape(truncate(sentences, MESSAGE_MAX))))
