"""Dispatcher: finds the handler of an update, checks rights and reports every error."""

from collections.abc import Callable, Sequence

import structlog
from telegram import Message, Update

from bot.actions import chats
from bot.actions.services import Services
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.errors import ChatMoved, ChatUnreachable, SendError
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.chat import Chat, is_group
from bot.domain.errors import NotAllowed, NotFound, PersonError
from bot.domain.ids import ChatId
from bot.i18n.translator import DEFAULT_LANGUAGE, get_translator
from bot.presentation.managed_chat import split_target
from bot.presentation.outgoing_message import OutgoingMessage
from bot.telemetry.metrics import UPDATES
from handlers.admin_cache import AdminCache
from handlers.context import Context
from handlers.group_links import has_link
from handlers.routing import Rights, Route
from handlers.sender import Sender, command_of, sender_of

log = structlog.get_logger(__name__)


class Dispatcher:
    """Passes each update to its handler.

    Args:
        is_down: returns whether an error means that the database accepts no writes now. Only such
            an error is raised, and the update is handled again later.
    """

    def __init__(
        self,
        routes: Sequence[Route],
        services: Services,
        gateway: Gateway,
        message_edits: MessageEditQueue,
        callback_answers: CallbackAnswerer,
        admins: AdminCache,
        is_down: Callable[[Exception], bool],
    ) -> None:
        self._routes = {route.trigger: route for route in routes}
        self._services = services
        self._gateway = gateway
        self._message_edits = message_edits
        self._callback_answers = callback_answers
        self._admins = admins
        self._is_down = is_down

    async def handle(self, update: Update) -> None:
        """Answer an update; report an error to the person or log it.

        Raises:
            Exception: the database accepts no writes now.
        """
        try:
            await self._handle(update)
        except Exception as error:  # reporting the error to the person failed too
            if self._is_down(error):
                UPDATES.add("postponed")
                raise
            log.exception("an error could not be reported")

    async def _handle(self, update: Update) -> None:
        sender = sender_of(update)
        if sender is None or self._is_echo(update):
            return
        context: Context | None = None
        try:
            route, args = self._find_route(update, sender)
            if route is None:
                return
            context = await self._make_context(route, sender, args)
            await self._require_rights(route.rights, sender)
            context = await self._with_target(update, context)
            await route.handler(update, context)
            UPDATES.add("answered")
        except PersonError as error:
            UPDATES.add("refused")
            await self._report(update, sender, context, error)
        except SendError as error:
            UPDATES.add("unanswered")
            await self._handle_send_error(sender, error)
        except Exception as error:  # the boundary of all handlers
            if self._is_down(error):
                if context is None or not context.answered.is_set():
                    raise
                log.warning("an answer could not be recorded")
                return  # a retry would send the same answer again
            UPDATES.add("failed")
            log.exception("an update was not handled")
            await self._report(update, sender, context, PersonError("error.ours"))

    def _is_echo(self, update: Update) -> bool:
        """Whether a message is the bot's own inline result or a copy of a channel post."""
        message = update.effective_message
        if update.callback_query is not None or not isinstance(message, Message):
            return False
        is_own = message.via_bot is not None and message.via_bot.id == self._gateway.bot_id
        return is_own or bool(message.is_automatic_forward)

    def _find_route(self, update: Update, sender: Sender) -> tuple[Route | None, str]:
        if update.callback_query is not None:
            return self._route_of_button(update.callback_query.data or ""), ""
        if update.inline_query is not None:
            return self._routes["inline query"], ""
        if update.my_chat_member is not None:
            return self._routes["membership"], ""
        if update.guest_message is not None:
            return self._routes["guest"], ""
        message = update.message or update.channel_post
        if message is None:
            return None, ""
        if message.chat_shared is not None:
            return self._routes["chat shared"], ""
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            return self._routes["migration"], ""
        command = command_of(update, self._gateway.username)
        if command is not None and f"/{command[0]}" in self._routes:
            return self._routes[f"/{command[0]}"], command[1]
        if is_group(sender.kind) and has_link(message):
            return self._routes["group link"], ""
        has_content = message.text or message.effective_attachment or message.checklist
        return (self._routes["message"] if has_content and sender.kind == "private" else None), ""

    def _route_of_button(self, data: str) -> Route:
        target, own_data = split_target(data)
        route = self._routes.get(own_data.partition(":")[0])
        if route is None or (target is not None and not route.works_remotely):
            raise NotFound("button.stale")
        return route

    async def _make_context(self, route: Route, sender: Sender, args: str) -> Context:
        chat = await self._load_chat(route, sender)
        chat_translator = get_translator(chat.language or DEFAULT_LANGUAGE)
        if sender.kind == "private":
            own_translator = chat_translator
        else:
            own = await chats.language_of(
                self._services, ChatId(sender.user_id), sender.language_code
            )
            own_translator = get_translator(own)
        return Context(
            services=self._services,
            gateway=self._gateway,
            message_edits=self._message_edits,
            callback_answers=self._callback_answers,
            admins=self._admins,
            user_id=sender.user_id,
            thread=sender.thread,
            chat=chat,
            translator=own_translator,
            chat_translator=chat_translator,
            args=args,
        )

    async def _with_target(self, update: Update, context: Context) -> Context:
        """Return the context for the chat that a button names; Telegram confirms the rights.

        Raises:
            NotFound: the data is forged, or the chat is not stored.
            NotAllowed: the person does not administer the chat.
        """
        query = update.callback_query
        target = None if query is None else split_target(query.data or "")[0]
        return context if target is None else await context.manage_chat(target)

    async def _load_chat(self, route: Route, sender: Sender) -> Chat:
        """Return the chat; store it if the route requires that."""
        chat_id, code = sender.thread.chat_id, sender.language_code
        if not route.stores_chat:
            return await chats.get_or_default(
                self._services, chat_id, sender.kind, sender.title, code
            )
        chat = await chats.get_or_create(self._services, chat_id, sender.kind, sender.title, code)
        if chat.is_unreachable:
            await (chats.mark_reachable if sender.kind == "private" else chats.resume_chat)(
                self._services, chat_id
            )
        return chat

    async def _require_rights(self, rights: Rights, sender: Sender) -> None:
        if rights == "editors" and sender.user_id not in self._services.editors:
            raise NotAllowed("editors.only")
        if rights != "chat admins" or sender.kind == "private" or sender.speaks_for_chat:
            return
        is_chat = sender.user_id < 0  # another chat wrote here, such as a member's channel
        if is_chat or not await self._admins.is_admin(sender.thread.chat_id, sender.user_id):
            raise NotAllowed("admins.only")

    async def _report(
        self, update: Update, sender: Sender, context: Context | None, error: PersonError
    ) -> None:
        """Report an error to the person, where the kind of update allows an answer."""
        language = context.translator.language if context else None
        translator = get_translator(language or await self._sender_language(sender))
        try:
            if update.callback_query is not None:
                text = translator.text(error.text_key, **error.values)
                self._callback_answers.show(update.callback_query.id, text)
            elif update.guest_message is not None:
                query_id = update.guest_message.guest_query_id or ""
                message = OutgoingMessage(html=translator.html(error.text_key, **error.values))
                await self._gateway.answer_guest(query_id, message)
            elif context is not None and update.inline_query is None:
                await context.reply(error.text_key, **error.values)
        except SendError as send_error:
            await self._handle_send_error(sender, send_error)

    async def _sender_language(self, sender: Sender) -> str:
        return await chats.language_of(self._services, ChatId(sender.user_id), sender.language_code)

    async def _handle_send_error(self, sender: Sender, error: SendError) -> None:
        """Update the chat after a failed answer: mark it unreachable or follow its new id."""
        chat_id = sender.thread.chat_id
        log.info("an answer was not delivered", chat=chat_id, reason=str(error))
        if isinstance(error, ChatUnreachable):
            await chats.mark_unreachable(self._services, chat_id)
        elif isinstance(error, ChatMoved):
            await chats.migrate(self._services, chat_id, error.new_id)
