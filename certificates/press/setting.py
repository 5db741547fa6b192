"""Texts of the content, set in a style: what cannot be printed becomes a ContentError that names the field."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from certificates.content import ContentError
from certificates.press.fonts import Family
from certificates.press.layout import LayoutError
from certificates.press.page import Style
from certificates.press.text import (
    Hyphenation,
    Isolates,
    Line,
    TooWideError,
    UncoveredError,
    balanced,
    break_lines,
)

# How lines end. Prose divides words by the rules of the language that speaks, but facts in it only where one alone is
# wider than the line; free words divide all over; listed ones too, by the rules of the country, for organisations write
# them. In the middle of a page only what is wider than the line is divided. What is cut has no hyphen, which would be
# taken for a part of it: addresses, names, numbers. Whole lines end between words alone, and even ones are such lines
# of about the same width.
Manner = Literal["prose", "free", "listed", "middle", "cut", "whole", "even"]


_LATIN = {"en", "tr"}  # languages of ours that are written with the letters of German


class Voice(NamedTuple):
    """A language that speaks, and from which side it is written. Never guessed from the text that it speaks about."""

    language: str
    rtl: bool


@lru_cache(maxsize=2_048)
def _set(text: str, family: Family, limit: float, voice: Voice, manner: Manner, isolates: Isolates) -> tuple[Line, ...]:
    """Fixed texts are set once per process; what is set again is the same object."""
    base = int(voice.rtl)
    if manner == "even":
        return tuple(balanced(text, family, limit, language=voice.language, base=base, isolates=isolates))
    return tuple(
        break_lines(
            text,
            family,
            limit,
            language=voice.language,
            base=base,
            divide=manner != "whole",
            isolates=isolates,
            hyphens=_hyphenation(voice.language, manner, isolates),
        )
    )


def _hyphenation(language: str, manner: Manner, isolates: Isolates) -> Hyphenation | None:
    """Leichte Sprache divides no word that fits in a line (Netzwerk Leichte Sprache, "Die Regeln")."""
    if manner in {"cut", "whole"}:
        return None
    readily = manner != "middle" and "simple" not in language
    if manner == "listed" and language in _LATIN:  # in which of two languages, only its readers know
        return Hyphenation("de", readily=False)
    return Hyphenation(language, readily, isolates if manner == "prose" else ())


def set_text(
    where: str,
    text: str,
    style: Style,
    width: float,
    voice: Voice,
    manner: Manner = "prose",
    isolates: Isolates = (),
) -> tuple[Line, ...]:
    """The lines of a text in `width` points; `isolates` are the stretches of it that keep their own direction.

    `where` is the content's field, or "layout:" and a path in the layout, and says who is told what cannot be printed.
    Raises ContentError or LayoutError, also for a text of white space alone.
    """
    try:
        lines = _set(text, style.family, width / style.size, voice, manner, isolates)
    except UncoveredError as error:
        raise refusal(where, uncovered(error.character)) from None
    except TooWideError:
        raise refusal(where, "Der Text passt nicht in die vorgesehene Breite.") from None
    if not lines:
        raise refusal(where, "Der Text ist leer. Er darf nicht nur aus Leerzeichen bestehen.")
    return lines


def set_fact(
    where: str, text: str, style: Style, width: float, voice: Voice, manner: Manner = "cut"
) -> tuple[Line, ...]:
    """A fact of the content that stands alone: as `set_text`, and all of it keeps its own direction."""
    return set_text(where, text, style, width, voice, manner, ((0, len(text)),))


def set_headline(
    where: str,
    text: str,
    ladder: Sequence[tuple[Style, int]],
    width: float,
    voice: Voice,
    *,
    even: bool,
    isolates: Isolates = (),
) -> tuple[tuple[Line, ...], Style]:
    """A text in the largest style in which it needs no more than that style's number of lines; words stay whole.

    `ladder` goes from large to small. Raises as `set_text`, and where even the smallest style does not hold it.
    """
    for style, most in ladder:
        try:
            lines = _set(text, style.family, width / style.size, voice, "even" if even else "whole", isolates)
        except TooWideError:
            continue
        except UncoveredError as error:
            raise refusal(where, uncovered(error.character)) from None
        if not lines:
            raise refusal(where, "Der Text ist leer. Er darf nicht nur aus Leerzeichen bestehen.")
        if len(lines) <= most:
            return lines, style
    raise refusal(where, "Der Text ist zu lang: Er passt auch in der kleinsten Schrift nicht auf die Urkunde.")


def refusal(where: str, reason: str) -> ContentError:
    """Whose text it is decides whose error it is."""
    if where.startswith("layout:"):
        return LayoutError(where.removeprefix("layout:"), reason)
    return ContentError(where, reason)


def uncovered(character: str) -> str:
    """The sentence for a character that no shipped font draws."""
    name = unicodedata.name(character, "")
    shown = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
    return f"Das Zeichen {shown} kann nicht gedruckt werden: Keine der mitgelieferten Schriften enthält es."
