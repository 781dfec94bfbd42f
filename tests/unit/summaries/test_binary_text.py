import random

import pytest

from bot.domain.errors import Unreadable
from bot.summaries import summarize
from bot.summaries.filters.binary_text import is_binary_text
from tests.support.samples import load
from tests.support.short_texts import TEXTS

BYTES = random.Random(7).randbytes(20_000)
DECODED = {
    "latin-1": BYTES.decode("latin-1"),
    "cp1251": BYTES.decode("cp1251", "ignore"),
    "koi8-r": BYTES.decode("koi8-r"),
    "utf-8": BYTES.decode("utf-8", "ignore"),
    "utf-8 replaced": BYTES.decode("utf-8", "replace"),
    "utf-16": BYTES.decode("utf-16", "ignore"),
    "printable": "".join(chr(32 + byte % 95) for byte in BYTES),
    "printable only": "".join(filter(str.isprintable, BYTES.decode("utf-8", "ignore"))),
}
CODE = (
    "Call getUserName() before setUserName(value) in main.py. The option --max-size=10MB is new "
    "in v2.1, and HTTP2 is on. Files such as readMe.md and testUtils.js stay where they are. "
    "We wrote it so that nobody has to read the old manual, which was long and hard to follow."
)
NUMBERS = (
    "The index rose 3.5% to 12,650. Shares of A1 and B2 fell 10p to 4.20. Gold was $2,341. "
    "Oil: $81. The 10y yield was 4.25%, the 2y 4.6%. Traders saw 12k deals in Q1 and 15k in Q2."
)


@pytest.mark.parametrize("encoding", DECODED)
def test_random_bytes_read_as_letters_get_a_clear_answer(encoding):
    with pytest.raises(Unreadable) as caught:
        summarize("A file", DECODED[encoding])

    assert caught.value.text_key == "summary.too_short"


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS.values(),
        *(sample.body for sample in load()),
        CODE,
        NUMBERS,
        "iPhone 5G",
        "Thành phố mở lại cây cầu cũ. Người dân được đi qua cầu từ sáng thứ hai. Họ rất vui mừng.",
        "می‌خواهیم پل را باز کنیم. مردم خوشحال‌اند و می‌روند.",
        "The bridge\x00 is open again, the mayor of the old town by the river said on Monday.",
    ],
)
def test_no_text_of_any_language_is_binary(text):
    assert not is_binary_text(text)
