"""Codes of sheets and rows: what people get wrong is noticed."""

from itertools import combinations

import pytest

from volunteers.sheet_codes import MOST_ROWS, SIGNS, checked, is_sound, of_number, tidy

SHEETS = [checked(of_number(number, 4)) for number in (0, 1, 4711, 130_320)]
ROWS = [checked(of_number(number, 2), within=SHEETS[2]) for number in range(MOST_ROWS)]


def test_codes_are_short_and_each_is_its_own() -> None:
    assert [len(code) for code in SHEETS] == [5, 5, 5, 5]
    assert {len(code) for code in ROWS} == {3}
    assert len(set(ROWS)) == MOST_ROWS == 361
    assert all(is_sound(code) for code in SHEETS)
    assert all(is_sound(code, within=SHEETS[2]) for code in ROWS)


def test_no_sign_looks_like_another_and_none_makes_a_word() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 19
    assert not set(SIGNS) & set("0OQD1I5SZGBUVAEYN")


def test_every_single_wrong_sign_is_noticed() -> None:
    for code in SHEETS:
        for place, right in enumerate(code):
            assert not [sign for sign in SIGNS if sign != right and is_sound(code[:place] + sign + code[place + 1 :])]
    # So no row is one slip away from another one of its sheet.
    assert min(sum(a != b for a, b in zip(*pair, strict=True)) for pair in combinations(ROWS, 2)) == 2


def test_every_two_signs_that_changed_places_are_noticed() -> None:
    for code in SHEETS:
        for first, second in combinations(range(5), 2):
            signs = list(code)
            signs[first], signs[second] = signs[second], signs[first]
            swapped = "".join(signs)
            assert is_sound(swapped) is (swapped == code)


def test_row_of_another_sheet_is_noticed_in_eighteen_of_nineteen() -> None:
    sheets = [checked(of_number(number, 4)) for number in range(0, 19**4, 19)]
    assert sum(is_sound(ROWS[100], within=sheet) for sheet in sheets) == len(sheets) // 19


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("k7r 4x", "K7R4X"), ("K7-R4X", "K7R4X"), (" ２zＧ", "226"), ("٢٤i", "24L"), ("1b8", "L88"), ("", "")],
)
def test_what_people_type_is_read_as_they_mean_it(typed: str, meant: str) -> None:
    assert tidy(typed) == meant


@pytest.mark.parametrize("text", ["", "5", "OOO", "K", "ÄÖÜ"])
def test_what_is_no_code_is_not_sound(text: str) -> None:
    assert is_sound(text) is False
