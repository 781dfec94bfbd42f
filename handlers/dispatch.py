"""From an update to the function that answers it: the boundary where every error ends."""

from collections.abc import Callable, Sequence

import structlog
from telegram import Message, Update

from bot.actions import chats
from bot.actions.services import Services
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.errors import ChatMoved, ChatUnreachable, SendError
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.chat import Chat
from bot.domain.errors import NotAllowed, NotFound, PersonError
from bot.domain.ids import ChatId
from bot.i18n.translator import DEFAULT_LANGUAGE, speech
from bot.presentation.outgoing_message import OutgoingMessage
from bot.telemetry import UPDATES
from handlers.admins import Admins
from handlers.context import Context
from handlers.routing import Rights, Route
from handlers.sender import Sender, command_of, sender_of

log = structlog.get_logger(__name__)


class Dispatcher:
    """Handles updates, one call each.

    Args:
        is_down: tells of an error whether it says that the database takes nothing now. Such a one
            is raised, and no other: the update is to be handled again.
    """

    def __init__(
        self,
        routes: Sequence[Route],
        services: Services,
        gateway: Gateway,
        redraws: MessageEditQueue,
        toasts: CallbackAnswerer,
        admins: Admins,
        is_down: Callable[[Exception], bool],
    ) -> None:
        self._routes = {route.trigger: route for route in routes}
        self._desk = services
        self._gateway = gateway
        self._redraws = redraws
        self._toasts = toasts
        self._admins = admins
        self._is_down = is_down

    async def handle(self, update: Update) -> None:
        """Answer an update; what goes wrong is told to the person, or logged.

        Raises:
            Exception: the database takes nothing now.
        """
        try:
            await self._handle(update)
        except Exception as error:  # the handlers' boundary: telling the person failed too
            if self._is_down(error):
                UPDATES.labels("postponed").inc()
                raise
            log.exception("nobody can be told what went wrong", update_id=update.update_id)

    async def _handle(self, update: Update) -> None:
        sender = sender_of(update)
        if sender is None or self._is_echo(update):
            return
        context: Context | None = None
        try:
            route, args = self._route(update, sender)
            if route is None:
                return
            context = await self._context(route, sender, args)
            await self._require(route.rights, sender)
            await route.act(update, context)
            UPDATES.labels("answered").inc()
        except PersonError as error:
            UPDATES.labels("refused").inc()
            await self._tell(update, sender, context, error)
        except SendError as error:
            UPDATES.labels("unanswered").inc()
            await self._follow(sender, error)
        except Exception as error:  # the handlers' boundary
            if self._is_down(error):
                if context is None or not context.answered.is_set():
                    raise
                log.warning("an answer cannot be noted", update_id=update.update_id)
                return  # or it would be given again, until it can
            UPDATES.labels("failed").inc()
            log.exception("an update was not handled", update_id=update.update_id)
            await self._tell(update, sender, context, PersonError("error.ours"))

    def _is_echo(self, update: Update) -> bool:
        """Whether a message is our own, posted through inline mode, or a channel's copy."""
        message = update.effective_message
        if update.callback_query is not None or not isinstance(message, Message):
            return False
        is_own = message.via_bot is not None and message.via_bot.id == self._gateway.bot_id
        return is_own or bool(message.is_automatic_forward)

    def _route(self, update: Update, sender: Sender) -> tuple[Route | None, str]:
        if update.callback_query is not None:
            verb = (update.callback_query.data or "").partition(":")[0]
            if verb not in self._routes:
                raise NotFound("button.stale")
            return self._routes[verb], ""
        if update.inline_query is not None:
            return self._routes["inline query"], ""
        if update.my_chat_member is not None:
            return self._routes["membership"], ""
        if update.guest_message is not None:
            return self._routes["guest"], ""
        message = update.message or update.channel_post
        if message is None:
            return None, ""
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            return self._routes["migration"], ""
        command = command_of(update, self._gateway.username)
        if command is not None and f"/{command[0]}" in self._routes:
            return self._routes[f"/{command[0]}"], command[1]
        has_words = message.text or message.caption or message.document
        return (self._routes["words"] if has_words and sender.kind == "private" else None), ""

    async def _context(self, route: Route, sender: Sender, args: str) -> Context:
        chat = await self._chat(route, sender)
        chat_speech = speech(chat.language or DEFAULT_LANGUAGE)
        if sender.kind == "private":
            own_speech = chat_speech
        else:
            own = await chats.language_of(self._desk, ChatId(sender.user_id), sender.language_code)
            own_speech = speech(own)
        return Context(
            services=self._desk,
            gateway=self._gateway,
            redraws=self._redraws,
            toasts=self._toasts,
            user_id=sender.user_id,
            place=sender.place,
            chat=chat,
            speech=own_speech,
            chat_speech=chat_speech,
            args=args,
        )

    async def _chat(self, route: Route, sender: Sender) -> Chat:
        """Return the chat; it is remembered where the route needs that."""
        chat_id, code = sender.place.chat_id, sender.language_code
        if not route.remembers_chat:
            return await chats.get_or_default(self._desk, chat_id, sender.kind, sender.title, code)
        chat = await chats.meet(self._desk, chat_id, sender.kind, sender.title, code)
        if chat.is_asleep:
            await (chats.wake if sender.kind == "private" else chats.resume)(self._desk, chat_id)
        return chat

    async def _require(self, rights: Rights, sender: Sender) -> None:
        if rights == "editors" and sender.user_id not in self._desk.editors:
            raise NotAllowed("editors.only")
        if rights != "chat admins" or sender.kind == "private" or sender.speaks_for_chat:
            return
        is_chat = sender.user_id < 0  # another one speaks here, such as a member's channel
        if is_chat or not await self._admins.has(sender.place.chat_id, sender.user_id):
            raise NotAllowed("admins.only")

    async def _tell(
        self, update: Update, sender: Sender, context: Context | None, error: PersonError
    ) -> None:
        """Tell the person what went wrong, as far as that can be done."""
        language = context.speech.language if context else None
        words = speech(language or await self._language(sender))
        try:
            if update.callback_query is not None:
                text = words.say(error.text_key, **error.values)
                self._toasts.show(update.callback_query.id, text)
            elif update.guest_message is not None:
                query_id = update.guest_message.guest_query_id or ""
                screen = OutgoingMessage(html=words.write(error.text_key, **error.values))
                await self._gateway.answer_guest(query_id, screen)
            elif context is not None and update.inline_query is None:
                await context.reply(error.text_key, **error.values)
        except SendError as send_error:
            await self._follow(sender, send_error)

    async def _language(self, sender: Sender) -> str:
        return await chats.language_of(self._desk, ChatId(sender.user_id), sender.language_code)

    async def _follow(self, sender: Sender, error: SendError) -> None:
        """Draw the consequences of an answer that did not arrive."""
        chat_id = sender.place.chat_id
        log.info("an answer did not arrive", chat=chat_id, reason=str(error))
        if isinstance(error, ChatUnreachable):
            await chats.fall_asleep(self._desk, chat_id)
        elif isinstance(error, ChatMoved):
            await chats.move(self._desk, chat_id, error.new_id)
