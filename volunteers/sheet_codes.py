"""The codes on sign-in sheets: short, to be read aloud and typed by people. Pure.

Nineteen signs, none of which looks like another one, and no vowel, so that no code is a word. The last sign of a code
is its check: because nineteen is prime and each place has a weight of its own, one wrong sign is always noticed, and so
are two signs that changed places (ISO 7064 works in the same way). The check of a row counts its sheet's code in: a row
of another sheet is noticed in eighteen cases of nineteen.
"""

import unicodedata

SIGNS = "2346789CFHJKLMPRTWX"
SHEET_LENGTH, ROW_LENGTH = 5, 3  # with their checks
MOST_ROWS = len(SIGNS) ** (ROW_LENGTH - 1)
# What somebody may read or type for one of ours.
_MEANT = str.maketrans({"Z": "2", "G": "6", "B": "8", "I": "L", "1": "L"})
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def checked(code: str, *, within: str = "") -> str:
    """The code with its check; `within` is the code of the sheet on which a row stands."""
    return code + _check(within + code)


def is_sound(code: str, *, within: str = "") -> bool:
    """Whether a tidy code has the check that belongs to it there."""
    return bool(code) and set(code) <= set(SIGNS) and _check(within + code[:-1]) == code[-1]


def tidy(text: str) -> str:
    """A code as it was typed in our signs: any case, any width, digits of any script, without spaces and hyphens."""
    signs = [
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", text).upper()
        if sign.isalnum()
    ]
    return "".join(signs).translate(_MEANT)


def of_number(number: int, length: int) -> str:
    """That many signs for a number from 0; the first sign is the highest."""
    signs = ""
    for _place in range(length):
        number, value = divmod(number, len(SIGNS))
        signs = SIGNS[value] + signs
    return signs


def _check(code: str) -> str:
    """So that the sum of all values, each times its place counted from the check's own 1, is divisible by nineteen."""
    total = sum(place * _VALUES[sign] for place, sign in enumerate(reversed(code), 2))
    return SIGNS[-total % len(SIGNS)]
