"""The letters that nearly every certificate needs, as subsets made once per process, with codes that never change.

Because the codes are fixed, the operators of a line can be kept and used in any document (`operators`), and the objects
of the font can be copied into any file (`objects.Head`). A document carries only the subsets that it uses. Whatever is
in none of them gets a subset of the document's own: right for every script and smaller, but some 0.2 ms slower.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from certificates.press.embedding import FontUse
from certificates.press.fonts import SOFT_HYPHEN, Font, font

_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_SPACES = " \u00a0\u202f"
# German, Turkish, Polish, Romanian, Albanian, Croatian, French, Spanish, Czech: most names, nearly all our sentences.
_PLAIN = (
    *_SPACES,
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?()/+-–—„“”‚‘’«»…&@·•",
    *"äöüßáéíóúýñàèòâêîôûëïçãõåæøœąćęłńśźżčďěňřšťůžđğışșță",
    *"ÄÖÜẞÁÉÓÚÇØŁŚŻČŠŽĐİŞȘȚ",
    *_LIGATURES,
)


def _between(*ranges: tuple[int, int]) -> tuple[str, ...]:
    return tuple(chr(code) for first, last in ranges for code in range(first, last + 1))


_CYRILLIC = (
    *_SPACES,
    *"0123456789.,;:!?()/+-–—„“”‘’«»…&·•№",
    *_between((0x400, 0x45F), (0x490, 0x491)),  # Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian
)
_ARABIC_LETTERS = (*_between((0x621, 0x63A), (0x641, 0x64A)), *"پچژڤڭکگڕڵیېۀەۆێھہۇۋ")


def _arabic() -> Iterator[str]:
    """Each letter in its four forms, after and before others, for a font may have a form for a pair."""
    yield from _SPACES
    yield from "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹.:()/-–،؛؟«»…"
    for letter in _ARABIC_LETTERS:
        yield letter
        for beside in "بلحا":
            yield from (letter + beside, beside + letter, f"ب{letter}{beside}", f"ب{beside}{letter}")
        yield from (
            f"ب{letter}\u200cا",
            f"{letter}\u200cا",
            f"{letter}\u200cب",
        )  # Persian divides letters inside a word
    for mark in "ًٌٍَُِْ":
        yield from (f"ب{mark}", f"د{mark}", f"ب\u0651{mark}", f"د\u0651{mark}", f"بـ\u0651{mark}ـا", f"لا{mark}")
    yield from ("بّا", "دّ", "الله", "لله")


_RIGHT_TO_LEFT = "NotoNaskhArabic-Regular.ttf"
_TEXTS: dict[str, tuple[Sequence[str], ...]] = {
    "NotoSans-Regular.ttf": (_PLAIN, _CYRILLIC),
    "NotoSans-SemiBold.ttf": (_PLAIN, _CYRILLIC),
    "NotoSerifDisplay-Medium.ttf": (_PLAIN, _CYRILLIC),
    _RIGHT_TO_LEFT: (tuple(_arabic()),),
}


class Letters(FontUse):
    """A subset with fixed codes. `rank` orders the subsets of a file."""

    __slots__ = ("rank",)

    def __init__(self, chosen: Font, rank: int, texts: Sequence[str], *, rtl: bool) -> None:
        """Codes for every glyph that shaping these texts brings up."""
        super().__init__(chosen, f"L{rank}")
        self.rank = rank
        # Brackets also as a sentence from right to left has them: the glyph of one stands for the other.
        for text, turned in (*((text, rtl) for text in texts), *((bracket, not rtl) for bracket in "()«»")):
            composed = unicodedata.normalize("NFC", text)
            if all(ord(character) in chosen.coverage for character in composed):
                for glyph in chosen.shape(composed, rtl=turned, language="und"):
                    self.code((glyph.gid, glyph.text))
        if not rtl:  # the hyphen of a divided word
            (glyph,) = chosen.shape("-", rtl=False, language="und")
            self.code((glyph.gid, SOFT_HYPHEN))


@cache
def letters_of(file: str) -> tuple[Letters, ...]:
    """The subsets of a font file, in order of preference; none for a script that is rare here."""
    if file not in _TEXTS:
        return ()
    files = list(_TEXTS)
    first = sum(len(_TEXTS[earlier]) for earlier in files[: files.index(file)])
    rtl = file == _RIGHT_TO_LEFT
    return tuple(Letters(font(file), first + i, texts, rtl=rtl) for i, texts in enumerate(_TEXTS[file]))
