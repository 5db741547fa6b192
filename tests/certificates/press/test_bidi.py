import unicodedata

from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certificates.press.bidi import first_strong, has_rtl, levels, levels_with_isolates, visual_order

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


FACTS = LETTERS.replace(" ", "")
# The other implementation does not find the strong letter before a bracket when an isolate stands between them (N0 c).
AROUND = "".join(c for c in FACTS if c not in "()[]{}")


@settings(max_examples=400, deadline=None)
@given(st.text(AROUND, min_size=1, max_size=6), st.text(FACTS, min_size=1, max_size=6), st.text(AROUND, min_size=1))
@example("تم", "Leer e. V.", "تم")
@example("Nr.", "محمد", "12")
def test_facts_in_a_sentence_keep_to_themselves_as_between_fsi_and_pdi(before: str, fact: str, after: str) -> None:
    text, span = f"{before} {fact} {after}", (len(before) + 1, len(before) + 1 + len(fact))
    marked = f"{before} \u2068{fact}\u2069 {after}"
    for base, direction in ((0, "L"), (1, "R")):
        found = "".join(visual_order(text, levels_with_isolates(text, base, [span])))
        expected = get_display(marked, base_dir=direction).replace("\u2068", "").replace("\u2069", "")
        assert without_joiners(found) == without_joiners(expected)


def test_brackets_after_a_fact_look_for_the_letter_before_it() -> None:
    """UAX #9, N0 c1: the digit inside counts as R, the strong letter before the pair is א, so both brackets are R."""
    assert levels_with_isolates("1א 1 [1]", 0, [(3, 4)]) == [0, 1, 1, 2, 1, 1, 2, 1]


def test_a_fact_without_letters_is_written_from_left_to_right() -> None:
    assert [first_strong(text) for text in ("12-3", "a", "ب", "(ب) a")] == [None, 0, 1, 1]
    assert levels_with_isolates("رقم 1-2", 1, [(4, 7)]) == [1, 1, 1, 1, 2, 2, 2]
