"""The screens of /settings and /language: each marks the current choices and leads back."""

from collections.abc import Sequence

from bot.domain.chat import Chat, is_group, is_private
from bot.domain.ids import ChatId
from bot.domain.pages import existing_page
from bot.domain.summary import LENGTHS
from bot.domain.tag import Tag
from bot.i18n.html import Html, escape, join
from bot.i18n.translator import LANGUAGES, Translator, get_translator
from bot.presentation.buttons import (
    ConnectButton,
    LanguageButton,
    PrivacyButton,
    SettingButton,
    SettingsPageButton,
)
from bot.presentation.following import toggle_rows
from bot.presentation.links import chat_payload, deep_link
from bot.presentation.lists import hashtags, page_row
from bot.presentation.managed_chat import split_target, with_target
from bot.presentation.outgoing_message import Button, ChatRequest, OutgoingMessage, Row
from bot.presentation.schedule import mode_text
from bot.presentation.settings_buttons import back_row, button_rows, choice, page_button
from bot.presentation.truncate import truncate

CHANNEL_REQUEST, GROUP_REQUEST = 1, 2  # ids of the buttons that request a chat
_TITLE_MAX = 40  # of the title of a chat on a button
_CHATS_PER_PAGE = 20


def home_message(
    chat: Chat,
    followed: int,
    translator: Translator,
    *,
    bot_username: str,
    owner_id: ChatId | None = None,
) -> OutgoingMessage:
    """Return the first screen: the settings of a chat, with a button for each screen.

    Args:
        chat: the chat.
        followed: the number of tags that it follows.
        translator: of the reader's language.
        bot_username: for the link from a group or channel to its settings in the private chat.
        owner_id: the private chat that shows the settings of this other chat, if one does.
    """
    sound = "settings.silent" if chat.is_silent else "settings.sound"
    html = translator.html(
        "settings.overview",
        topics=followed,
        delivery=mode_text(chat.schedule, chat.schedule.mode, translator),
        language=LANGUAGES[chat.language or translator.language],
        length=translator.text("settings.length", count=chat.length),
        sound=translator.text(sound),
    )
    rows = _page_rows(chat, translator)
    if owner_id is not None:
        back = with_target(SettingsPageButton("chats", 0).encode(), owner_id)
        rows.append(back_row(translator, back))
        return OutgoingMessage(html=html, rows=tuple(rows))
    if not is_private(chat.id):
        url = deep_link(bot_username, chat_payload(chat.id, "home"))
        rows.append((Button(text=translator.text("settings.in_private"), url=url),))
    rows.append((page_button("commands", translator),))
    return OutgoingMessage(html=html, rows=tuple(rows))


def _page_rows(chat: Chat, translator: Translator) -> list[Row]:
    """Return the buttons of a chat's screens."""
    names = ["topics", "delivery", "filters", "language", "card"]
    if is_group(chat.kind):
        names.append("links")
    if is_private(chat.id):
        names.append("privacy")
    rows = button_rows([page_button(name, translator) for name in names], 2)
    if is_private(chat.id):
        rows.append((page_button("chats", translator),))
    return rows


def topics_message(
    shown: Sequence[Tag],
    followed: Sequence[Tag],
    pages: tuple[int, bool],
    translator: Translator,
    *,
    is_managed: bool = False,
) -> OutgoingMessage:
    """Return tags to follow and unfollow.

    Args:
        shown: the tags of this page.
        followed: all tags that the chat follows.
        pages: the number of this page, and whether there is another one.
        translator: of the reader's language.
        is_managed: whether another chat shows the tags, where commands would not follow them.
    """
    page, has_more = pages
    turns = [
        Button(text=translator.text(key), data=SettingsPageButton("topics", number).encode())
        for key, number, is_there in (
            ("list.before", page - 1, page > 0),
            ("list.after", page + 1, has_more),
        )
        if is_there
    ]
    toggles = toggle_rows(shown, {tag.number for tag in followed})
    rows = (*toggles, *([tuple(turns)] if turns else []), back_row(translator))
    html = topics_html(followed, translator, is_managed=is_managed)
    return OutgoingMessage(html=html, rows=rows)


def topics_html(followed: Sequence[Tag], translator: Translator, *, is_managed: bool) -> Html:
    """Return the text above the tags of `topics_message`: the tags that the chat follows."""
    if not followed:
        return translator.html("topics.none" if is_managed else "follow.nothing")
    header = translator.html("follow.list", count=len(followed))
    return join([header, escape(hashtags(followed))], "\n\n")


def is_topics_message(rows: Sequence[Row]) -> bool:
    """Whether buttons that follow tags are those of `topics_message`, which lead back."""
    back = SettingsPageButton("home", 0).encode()
    return any(split_target(each.data or "")[1] == back for row in rows for each in row)


def language_message(chat: Chat, translator: Translator) -> OutgoingMessage:
    """Return a choice of languages."""
    current = chat.language or translator.language
    choices = [
        choice(name, LanguageButton(code).encode(), is_on=code == current)
        for code, name in LANGUAGES.items()
    ]
    return OutgoingMessage(
        html=translator.html("language.choose"),
        rows=(*button_rows(choices, 2), back_row(translator)),
    )


def language_changed_message(language: str) -> OutgoingMessage:
    """Return the confirmation of a new language, in that language."""
    return OutgoingMessage(html=get_translator(language).html("language.changed"))


def card_settings_message(chat: Chat, translator: Translator) -> OutgoingMessage:
    """Return the settings of cards: length, plain text, compact and buttons."""
    lengths = tuple(
        choice(str(length), SettingButton("length", length).encode(), is_on=length == chat.length)
        for length in LENGTHS
    )
    switches = [("plain", chat.is_plain), ("compact", chat.is_compact)]
    if not is_private(chat.id):
        switches.append(("buttons", chat.has_card_buttons))
    row = tuple(
        choice(
            translator.text(f"settings.card.{name}"),
            SettingButton(name, int(not is_on)).encode(),
            is_on=is_on,
        )
        for name, is_on in switches
    )
    html = translator.html("settings.card")
    return OutgoingMessage(html=html, rows=(lengths, row, back_row(translator)))


def links_message(chat: Chat, translator: Translator) -> OutgoingMessage:
    """Return the switch for the links that members of a group post."""
    switch = choice(
        translator.text("settings.links_switch"),
        SettingButton("links", int(not chat.reads_links)).encode(),
        is_on=chat.reads_links,
    )
    html = translator.html("settings.links")
    return OutgoingMessage(html=html, rows=((switch,), back_row(translator)))


def privacy_message(translator: Translator) -> OutgoingMessage:
    """Return the explanation of the stored data, with buttons to export and delete it."""
    row = tuple(
        Button(text=translator.text(f"settings.{action}"), data=PrivacyButton(action).encode())
        for action in ("export", "forget")
    )
    return OutgoingMessage(html=translator.html("privacy"), rows=(row, back_row(translator)))


def managed_chats_message(
    chats: Sequence[Chat], translator: Translator, page: int = 0
) -> OutgoingMessage:
    """Return a page of the groups and channels of a person, and a button to add one.

    Args:
        chats: all of them.
        translator: of the reader's language.
        page: 0 is the first; the last page replaces one that does not exist.
    """
    page = existing_page(page, len(chats), _CHATS_PER_PAGE)
    rows: list[Row] = [
        (
            Button(
                text=truncate(chat.title or str(chat.id), _TITLE_MAX),
                data=with_target(SettingsPageButton("home", 0).encode(), chat.id),
            ),
        )
        for chat in chats[page * _CHATS_PER_PAGE :][:_CHATS_PER_PAGE]
    ]
    pages = (
        SettingsPageButton("chats", page - 1) if page else None,
        SettingsPageButton("chats", page + 1) if chats[(page + 1) * _CHATS_PER_PAGE :] else None,
    )
    rows += page_row(pages, translator)
    rows.append(
        (Button(text=translator.text("chats.add"), data=ConnectButton().encode()),),
    )
    text_key = "chats.list" if chats else "chats.none"
    return OutgoingMessage(html=translator.html(text_key), rows=(*rows, back_row(translator)))


def choose_chat_message(translator: Translator) -> OutgoingMessage:
    """Return the question for a group or channel, with buttons that open the chat picker."""
    requests = (
        ChatRequest(text=translator.text("chats.channel"), number=CHANNEL_REQUEST, is_channel=True),
        ChatRequest(text=translator.text("chats.group"), number=GROUP_REQUEST, is_channel=False),
    )
    return OutgoingMessage(html=translator.html("chats.choose"), chat_requests=requests)


def chat_connected_message(translator: Translator) -> OutgoingMessage:
    """Return the confirmation that a chat is connected; it takes the chat picker away."""
    return OutgoingMessage(html=translator.html("chats.connected"), removes_keyboard=True)
