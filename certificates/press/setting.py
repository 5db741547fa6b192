"""Texts of the content, set in a style: what cannot be printed becomes a ContentError that names the field."""

import unicodedata
from collections.abc import Sequence

from certificates.content import ContentError
from certificates.press.fonts import Family
from certificates.press.page import Style
from certificates.press.text import Line, TooWideError, UncoveredError, balanced, break_lines


def _uncovered(field: str, character: str) -> ContentError:
    name = unicodedata.name(character, "")
    shown = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
    return ContentError(
        field,
        f"Das Zeichen {shown} kann nicht gedruckt werden: Keine der mitgelieferten Schriften enthält es.",
    )


def paragraph(field: str, text: str, style: Style, width: float, *, language: str) -> list[Line]:
    """The lines of a text in `width` points. Raises ContentError, also for a text of white space alone."""
    try:
        lines = break_lines(text, style.family, width / style.size, language=language)
    except UncoveredError as error:
        raise _uncovered(field, error.character) from None
    except TooWideError:
        raise ContentError(field, "Der Text passt nicht in die vorgesehene Breite.") from None
    if not lines:
        raise ContentError(field, "Der Text ist leer. Er darf nicht nur aus Leerzeichen bestehen.")
    return lines


def headline(
    field: str,
    text: str,
    ladder: Sequence[tuple[Style, int]],
    width: float,
    *,
    language: str,
    even: bool,
) -> tuple[list[Line], Style]:
    """A name or title in the largest style in which it needs no more than that style's number of lines.

    `ladder` goes from large to small. Words stay whole. `even` makes the lines about equally wide, for text set in the
    middle. Raises ContentError where even the smallest style does not hold it.
    """
    set_lines = balanced if even else _whole
    for style, most in ladder:
        try:
            lines = set_lines(text, style.family, width / style.size, language=language)
        except UncoveredError as error:
            raise _uncovered(field, error.character) from None
        except TooWideError:
            continue
        if not lines:
            raise ContentError(field, "Der Text ist leer. Er darf nicht nur aus Leerzeichen bestehen.")
        if len(lines) <= most:
            return lines, style
    raise ContentError(field, "Der Text ist zu lang: Er passt auch in der kleinsten Schrift nicht auf die Urkunde.")


def _whole(text: str, family: Family, limit: float, *, language: str) -> list[Line]:
    return break_lines(text, family, limit, language=language, divide=False)
