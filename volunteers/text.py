"""What a name or a title may consist of, so that it can be read, compared and printed. Pure: not even Django."""

import unicodedata

_FORBIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})  # control, surrogate, private, unassigned, line ends
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: str) -> str:
    """NFC, trimmed, each run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """What two spellings of the same have in common: tidy, and without upper and lower case."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "ł": "l", "đ": "d"})


def plain_letters(text: str) -> str:
    """The same without marks above and below, umlauts as two letters (DIN 5007-2): as who has no such keys types it."""
    parts = unicodedata.normalize("NFKD", fold(text).translate(_TWO_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))


def blank(text: str) -> bool:
    """Whether nothing of it can be seen: empty, white space, or joiners and other formats without a letter."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def unprintable(text: str) -> str | None:
    """The first character that has no place in a line of text, as `U+202E`; None where all can be printed.

    A bidirectional control would make other words read differently than they stand; the press orders text itself.
    """
    if text.isprintable():  # nearly always, and much faster than looking at each
        return None
    for character in text:
        if character in _BIDI_CONTROLS or unicodedata.category(character) in _FORBIDDEN:
            return f"U+{ord(character):04X}"
    return None
