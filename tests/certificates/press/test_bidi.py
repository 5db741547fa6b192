import unicodedata

from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certificates.press.bidi import has_rtl, levels, visual_order

LETTERS = "ab Z1 23٣٤אבגדةشی()[]{}-+,./:%$ \u0301\u0651\u200d\u200c€–!"


def shown(text: str, base: int) -> str:
    return "".join(visual_order(text, levels(text, base)))


def without_joiners(text: str) -> str:
    """Joiners take no place of their own, so an implementation may leave them anywhere."""
    return "".join(c for c in text if unicodedata.bidirectional(c) != "BN")


@settings(max_examples=600, deadline=None)
@given(st.text(LETTERS, max_size=16))
@example("Dr. Leyla عباسی (فاطمه) Müller")
@example("abc (אבג) [12] def")
def test_order_of_any_text_equals_that_of_an_independent_implementation(text: str) -> None:
    for base, direction in ((0, "L"), (1, "R")):
        assert without_joiners(shown(text, base)) == without_joiners(get_display(text, base_dir=direction))


def test_levels_of_a_mixed_name_in_a_german_line() -> None:
    assert levels("Dr. עז-Müller", 0) == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_levels_of_a_number_after_arabic_stand_one_higher() -> None:
    assert levels("שלום 12", 0) == [1, 1, 1, 1, 1, 2, 2]


def test_levels_of_a_joiner_are_those_of_what_it_follows() -> None:
    assert levels("ب\u200cب", 0) == [1, 1, 1]


def test_text_without_right_to_left_letters_needs_no_reordering() -> None:
    assert not has_rtl("Ümit Şahin 李小龙")
    assert has_rtl("a ٣")
