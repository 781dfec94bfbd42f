"""Keys fit into an index, and only equal texts share one."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.index_key import KEY_MAX, index_key


@given(st.text(max_size=50), st.integers(0, 400))
def test_a_key_fits_into_an_index_and_stays_the_same(text: str, repeated: int) -> None:
    key = index_key(text * repeated)

    assert len(key.encode("utf-8", "surrogatepass")) <= KEY_MAX
    assert index_key(key) == key


def test_a_short_text_is_its_own_key() -> None:
    assert index_key("я" * 500) == "я" * 500


def test_long_texts_have_keys_of_their_own() -> None:
    assert index_key("я" * 501) != index_key("я" * 502)
