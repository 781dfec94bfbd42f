"""Detect consent walls, paywalls, error pages and menus, and remove promotional paragraphs."""

import re
from collections.abc import Sequence

BODY_MIN = 100  # characters; two short sentences
_WALL_MAX = 2_500  # characters; a longer text is an article on any subject
_MENU_LINES_MIN = 20  # a shorter list may be part of an article
_MENU_WORDS_MAX = 5  # words in a menu entry
_MENU_SHARE = 0.8  # minimum share of the lines that are menu entries
_PROSE_MIN = 80  # characters; a text with three such paragraphs is not a menu
_PROMOTION_MAX = 300  # characters; a call to subscribe is short

_WALL = re.compile(
    r"""
    \b(?:we|our\ partners|this\ (?:web)?site|sites?)\b[^.\n]{0,60}\buses?\b[^.\n]{0,30}\bcookies\b
    | \b(?:accept|reject|manage|allow)\b[^.\n]{0,30}\bcookies\b | \bcookie\ (?:policy|settings)\b
    | \b(?:privacy|consent)\ (?:preferences|choices|settings)\b | \blegitimate\ interest\b
    | \b(?:enable|turn\ on|requires?|without|disabled?)\b[^.\n]{0,25}\bjavascript\b
    | \bjavascript\b[^.\n]{0,30}\b(?:enabled?|disabled|required)\b
    | \b(?:subscribe|sign\ up|log\ ?in|sign\ in|register)\b[^.\n]{0,30}
      \b(?:to\ (?:continue|read|unlock|access)|for\ (?:full|unlimited)\ access)\b
    | \bto\ (?:continue|keep)\ reading\b | \bthis\ (?:article|content)\ is\ (?:for|reserved)\b
    | \balready\ a\ (?:subscriber|member)\b | \bsubscribers?[ -]only\b
    | \b(?:verify(?:ing)?|confirm|prove)\b[^.\n]{0,20}\b(?:human|not\ a\ robot)\b | \bcaptcha\b
    | \bчитать\ дальше\b[^.\n]{0,30}\bподпис | \bтолько\ (?:для|по)\ подпис
    | \b(?:оформите|купите)\ подписку\b
    | \bфайл\w*\ cookie\b | \bиспользу\w+\ (?:файлы\ )?cookies?\b
    | \b(?:включите|отключ[её]н|поддержк\w+)\b[^.\n]{0,20}\bjavascript\b
    | \bподтвердите,?\ что\ вы\ не\ робот\b
    | \bcookie(?:-|\ )?fayl | \bcookie[^.\n]{0,40}\bfoydalan | \bobuna\ bo.?lib\ o.?qi
    | \bcookies\b[^.\n]{0,60}\b(?:akzeptieren|verwenden|accepter|aceptar|kullan)
    | \butilis\w+\ (?:des\ )?cookies\b | \bverwende\w*[^.\n]{0,20}\bcookies\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PROMOTION = re.compile(
    r"""
    ^\W*(?:
      (?:read|see)\ (?:more|also|next)\b\s*: | related\s*: | advertisement\W*$ | sponsored\W*$
      | (?:subscribe|sign\ up)\b.{0,60}\b(?:newsletter|channel|e-?mail|alerts|daily|weekly)\b
      | follow\ us\b | share\ (?:this|with)\b.{0,40}$ | click\ here\ to\ (?:subscribe|sign\ up)
      | (?:all\ rights\ reserved|copyright\ ©) | ©
      | читайте\ (?:также|нас|ещ[её]) | подпи(?:сывайтесь|шитесь)\b | реклама\W*$ | поделиться\W*$
      | следите\ за\ (?:нами|новостями) | присоединяйтесь\ к
      | o.?qing\s*: | mavzuga\ oid | obuna\ bo.?ling | kanalimizga | reklama\W*$ | ulashish\W*$
      | каналимизга | обуна\ бўлинг | мавзуга\ оид
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ERROR_TITLE = re.compile(
    r"""
    ^\W*(?:(?:error\W*)?(?:40[0-9]|410|429|50[0-4])\b.{0,40}$
    | (?:page|article)\ (?:is\ )?not\ found | not\ found\W*$
    | access\ (?:is\ )?denied | forbidden\W*$
    | just\ a\ moment | attention\ required | are\ you\ (?:a\ )?(?:human|robot) | security\ check
    | captcha | one\ more\ step | server\ error | service\ unavailable | bad\ gateway
    | страница\ не\ найдена | доступ\ (?:запрещ[её]н|ограничен) | ошибка\ (?:40|50)\d
    | sahifa\ topilmadi | саҳифа\ топилмади)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ERROR_BODY_MAX = 1_000  # characters; an article about a 404 page is longer


def is_not_article(title: str, body: Sequence[str]) -> bool:
    """Return whether a page is a wall, an error page, a menu, or too short for an article.

    A wall is a short text in which at least a third of the paragraphs are about consent, cookies,
    JavaScript, robots or subscriptions.
    """
    letters = sum(map(len, body))
    if letters < BODY_MIN or _is_menu(body):
        return True
    if letters < _ERROR_BODY_MAX and _ERROR_TITLE.match(title):
        return True
    if letters >= _WALL_MAX:
        return False
    walls = sum(_WALL.search(paragraph) is not None for paragraph in body)
    return walls * 3 >= len(body)


def _is_menu(body: Sequence[str]) -> bool:
    entries = sum(len(line.split()) <= _MENU_WORDS_MAX for line in body)
    prose = sum(len(line) >= _PROSE_MIN for line in body)
    return len(body) >= _MENU_LINES_MIN and entries >= len(body) * _MENU_SHARE and prose < 3


def without_promotions(body: Sequence[str]) -> list[str]:
    """Return the paragraphs that are not calls to subscribe, share, or read something else."""
    return [paragraph for paragraph in body if not _is_promotion(paragraph)]


def _is_promotion(paragraph: str) -> bool:
    is_short = len(paragraph) <= _PROMOTION_MAX
    return is_short and bool(_PROMOTION.match(paragraph) or _WALL.search(paragraph))
