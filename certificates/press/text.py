"""Text to lines of positioned glyphs: NFC, bidirectional levels, fonts by coverage, HarfBuzz, line breaking, rule L2.

Lengths are in em. The base direction of running text is that of the template's language, never the first strong
character's: a German sentence that begins with an Arabic name would turn round otherwise.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile
from operator import attrgetter
from typing import NamedTuple

from certificates.press.bidi import has_rtl, levels_with_isolates, visual_order
from certificates.press.fonts import SOFT_HYPHEN, Family, Font, Glyph, font
from certificates.press.hyphens import divisions

_JOINERS = {"\u200c", "\u200d"}  # no glyph of their own: Persian and Indic spelling needs them
_EAST_ASIAN = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# Closing marks and small kana may not begin a line, opening marks may not end one (a part of UAX #14 is enough here).
_NO_START = "、。，．：；！？）」』】〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョー々"
_NO_END = "（「『【〈《"
# White space, except the kinds that forbid a break; a piece of prose with its break mark; an East Asian character.
_PIECES = re.compile(
    rf"[^\S\u00a0\u2007\u202f]+|[{_NO_END}]*[{_EAST_ASIAN}][{_NO_START}]*"
    rf"|[^\s{_EAST_ASIAN}]*?[^\s\d{_EAST_ASIAN}][-–/](?=[^\W\d])|(?:[^\s{_EAST_ASIAN}]|[\u00a0\u2007\u202f])+",
)


Isolates = tuple[tuple[int, int], ...]  # (start, end) of stretches that keep their own direction

# Shares of a line: more than this empty may be filled with a part of a word where that saves a line of the paragraph; a
# line with as much as that looks torn. And so many lines in a row may end with a hyphen.
_EMPTY, _TORN = 0.2, 0.5
_LADDER = 2
_HYPHENS = "-–/"


class Hyphenation(NamedTuple):
    """By which language's rules words are divided.

    Without `readily`, and in the stretches that are `kept`, only those which are wider than the line.
    """

    language: str
    readily: bool = True
    kept: Isolates = ()


class UncoveredError(ValueError):
    """No shipped font contains `character`."""

    def __init__(self, character: str) -> None:
        """`character` is one code point."""
        super().__init__(f"U+{ord(character):04X}")
        self.character = character


class TooWideError(ValueError):
    """A piece of text cannot be made to fit the width."""


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself: what is kept for a run is found at once
class Run:
    """Glyphs of one font and one direction, in visual order.

    `plain` says that each glyph stands for one character and on the line: a reader finds such text by itself.
    """

    font: Font
    level: int
    glyphs: tuple[Glyph, ...]
    width: float
    plain: bool

    @property
    def text(self) -> str:
        """What a left-to-right run says."""
        return "".join(glyph.text for glyph in self.glyphs)


class Line(NamedTuple):
    """A line ready to be drawn from left to right."""

    runs: tuple[Run, ...]
    width: float


# The same without the break after a hyphen: a double name stays together.
_WHOLE_WORDS = re.compile(
    rf"[^\S\u00a0\u2007\u202f]+|[{_NO_END}]*[{_EAST_ASIAN}][{_NO_START}]*|(?:[^\s{_EAST_ASIAN}]|[\u00a0\u2007\u202f])+"
)


class _Piece(NamedTuple):
    """What no line break divides, with the levels of its characters, a byte each."""

    text: str
    levels: bytes
    runs: tuple[Run, ...]
    width: float
    is_space: bool


def clusters(text: str) -> Iterator[str]:
    """Base characters, each with its marks and joiners."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not (unicodedata.category(text[i]) in {"Mn", "Mc", "Me"} or text[i] in _JOINERS):
            yield text[start:i]
            start = i


def check(text: str, family: Family) -> None:
    """Raises UncoveredError for the first character that no font of the family can draw."""
    for cluster in clusters(unicodedata.normalize("NFC", text)):
        _font_for(cluster, family)


@lru_cache(maxsize=16_384)
def _font_for(cluster: str, family: Family) -> Font:
    """The font that draws a cluster: marks stay with their base. A decomposed form counts, HarfBuzz composes it."""
    visible = [c for c in cluster if c not in _JOINERS]
    for character in visible:
        if unicodedata.category(character) == "Cf":  # fonts have it, but no reader would see or copy it
            raise UncoveredError(character)
    for form in (visible, list(unicodedata.normalize("NFD", "".join(visible)))):
        chosen = family.choose(map(ord, form))
        if chosen is not None:
            return chosen
    for character in visible:
        if family.choose([ord(character)]) is None:
            raise UncoveredError(character)
    raise UncoveredError(visible[-1])  # each alone is covered, but no font has them together


@lru_cache(maxsize=4_096)
def _piece(text: str, text_levels: bytes, family: Family, language: str) -> _Piece:
    """A piece with its runs in logical order, shaped."""
    if text.isascii() and text.isprintable() and len(set(text_levels)) == 1:  # the first font has all of it
        parts = [(font(family.files[0]), text_levels[0], text)]
    else:
        parts = _parts(text, text_levels, family)
    runs = tuple([_run(*part, language) for part in parts])
    return _Piece(text, text_levels, runs, sum([run.width for run in runs]), text.isspace())


def _parts(text: str, text_levels: bytes, family: Family) -> list[tuple[Font, int, str]]:
    """Stretches of one font and one level."""
    parts: list[tuple[Font, int, str]] = []
    position = 0
    for cluster in clusters(text):
        chosen, level = _font_for(cluster, family), text_levels[position]
        position += len(cluster)
        if parts and parts[-1][:2] == (chosen, level):
            parts[-1] = (chosen, level, parts[-1][2] + cluster)
        else:
            parts.append((chosen, level, cluster))
    return parts


def _run(chosen: Font, level: int, text: str, language: str) -> Run:
    glyphs = chosen.shape(text, rtl=level % 2 == 1, language=language)
    width, plain = 0.0, True
    for gid, said, advance, x, y, _ in glyphs:
        if gid == 0:
            raise UncoveredError(said[:1] or text[0])
        width += advance
        plain = plain and len(said) == 1 and not (x or y) and advance != 0
    return Run(chosen, level, glyphs, width / 1000, plain)


@lru_cache(maxsize=256)
def _pieces(
    text: str, family: Family, base: int, language: str, pattern: re.Pattern[str], isolates: Isolates
) -> tuple[_Piece, ...]:
    normal = unicodedata.normalize("NFC", text)
    if not base and not has_rtl(normal):
        return tuple([_piece(part, bytes(len(part)), family, language) for part in pattern.findall(normal)])
    # Where a fact begins with a mark that joins the text before it, there is nothing left to hold apart.
    found = bytes(levels_with_isolates(normal, base, isolates if len(normal) == len(text) else ()))
    return tuple(
        [
            _piece(match.group(), found[match.start() : match.end()], family, language)
            for match in pattern.finditer(normal)
        ]
    )


@lru_cache(maxsize=4_096)
def _head(text: str, text_levels: bytes, family: Family, language: str) -> _Piece:
    """The first part of a divided word. What looks like a hyphen says U+00AD there (ISO 32000-1, 14.8.2.2.3).

    Readers that search or speak then find the whole word, and never mistake the hyphen for one of its own.
    """
    shaped = _piece(text + "-", text_levels + text_levels[-1:], family, language)
    *runs, last = shaped.runs
    gid, _, *measures = last.glyphs[-1]
    run = dataclasses.replace(last, glyphs=(*last.glyphs[:-1], Glyph(gid, SOFT_HYPHEN, *measures)))
    return _Piece(text + SOFT_HYPHEN, shaped.levels, (*runs, run), shaped.width, is_space=False)


class _Divider(NamedTuple):
    """Divides pieces of a text between lines of `limit` em."""

    family: Family
    language: str
    limit: float
    hyphens: Hyphenation | None

    def hyphenated(self, piece: _Piece, start: int, room: float) -> tuple[_Piece, int] | None:
        """The longest part of a word from `start` that fits with its hyphen, and where it ends; None if none does."""
        if self.hyphens is None or any(level % 2 for level in piece.levels):
            return None
        for end in reversed(divisions(piece.text, self.hyphens.language)):
            if end <= start:
                break
            head = _head(piece.text[start:end], piece.levels[start:end], self.family, self.language)
            if head.width <= room:
                return head, end
        return None

    def fitting(self, piece: _Piece, room: float) -> Iterator[_Piece]:
        """A piece wider than the line: by the rules, from this line on if it has room, or else cut between clusters."""
        start, rest = 0, piece
        if room < _EMPTY * self.limit:
            room = self.limit
        while rest.width > self.limit:
            found = self.hyphenated(piece, start, room)
            if found is not None:
                head, start = found
                yield head
                rest = self._part(piece, start, len(piece.text))
            elif room == self.limit:
                yield from self._cut(rest)
                return
            room = self.limit
        yield rest

    def lines(
        self, pieces: Sequence[_Piece], to_fill: frozenset[int] = frozenset(), *, divide: bool = True
    ) -> list[Line]:
        """The lines; those pieces are divided to fill them, by number, and without `divide` no piece is at all."""
        limit = self.limit
        lines: list[Line] = []
        current: list[_Piece] = []
        width, ladder = 0.0, 0
        for number, whole in enumerate(pieces):
            parts: Iterable[_Piece] = (whole,)
            if whole.width > limit and not whole.is_space:
                if not divide:
                    raise TooWideError
                parts = self.fitting(whole, limit - width)
            elif number in to_fill and ladder < _LADDER and whole.width > (room := limit - width) > _EMPTY * limit:
                parts = self.filling(whole, room)
            for piece in parts:
                if piece.is_space and not current:
                    continue
                if current and not piece.is_space and width + piece.width > limit:
                    ladder = ladder + 1 if current[-1].text.endswith(SOFT_HYPHEN) else 0
                    lines.append(_line(current))
                    current, width = [], 0.0
                current.append(piece)
                width += piece.width
        last = _line(current)
        return [*lines, last] if last.runs else lines

    def _part(self, piece: _Piece, start: int, end: int) -> _Piece:
        return _piece(piece.text[start:end], piece.levels[start:end], self.family, self.language)

    def _cut(self, piece: _Piece) -> Iterator[_Piece]:
        """Raises TooWideError where one cluster alone is too wide."""
        start = position = 0
        for cluster in clusters(piece.text):
            end = position + len(cluster)
            # Shaped together: the sum of the parts may be less.
            if position > start and self._part(piece, start, end).width > self.limit:
                yield self._part(piece, start, position)
                start = position
            if position == start and self._part(piece, start, end).width > self.limit:
                raise TooWideError
            position = end
        yield self._part(piece, start, position)

    def filling(self, piece: _Piece, room: float) -> tuple[_Piece, ...]:
        """A piece in two where that fills the line, or as it is."""
        found = self.hyphenated(piece, 0, room)
        if found is None:
            return (piece,)
        head, end = found
        return head, self._part(piece, end, len(piece.text))


def _to_fill(pieces: Sequence[_Piece], hyphens: Hyphenation, base: int, *, normal: bool) -> frozenset[int]:
    """The pieces that may be divided only to fill a line, by their numbers.

    Not the last word, for its end would stand alone. A compound with a hyphen of its own is divided there. In a text
    from right to left, a word from left to right would have its hyphen in the middle of the line.
    """
    if hyphens.kept and not normal:
        return frozenset()
    if base and any(level % 2 for piece in pieces if not piece.is_space for level in piece.levels):
        return frozenset()
    found, position, before = [], 0, " "
    for number, piece in enumerate(pieces):
        end = position + len(piece.text)
        if not (
            piece.is_space
            or before in _HYPHENS
            or piece.text[-1] in _HYPHENS
            or any(start < end and position < stop for start, stop in hyphens.kept)
        ):
            found.append(number)
        position, before = end, piece.text[-1]
    last = max(number for number, piece in enumerate(pieces) if not piece.is_space)
    return frozenset(found) - {last}


_is_space = attrgetter("is_space")


def _line(pieces: list[_Piece]) -> Line:
    """Pieces to one line: white space at both ends falls away, runs come into visual order."""
    while pieces and pieces[-1].is_space:
        pieces.pop()
    runs = [run for piece in pieces for run in piece.runs]
    width = sum([piece.width for piece in pieces])
    return Line(tuple(visual_order(runs, [run.level for run in runs])), width)


def break_lines(
    text: str,
    family: Family,
    limit: float,
    *,
    language: str = "de",
    base: int = 0,
    divide: bool = True,
    isolates: Isolates = (),
    hyphens: Hyphenation | None = None,
) -> list[Line]:
    """The lines of a paragraph, none wider than `limit` em; empty for white space alone.

    With `divide` a line may end after a hyphen, and a word wider than the line is cut between characters; without it
    both stay whole and TooWideError is raised. `isolates` are stretches of the text that keep their own direction.
    With `hyphens` words are divided by the rules of a language, also where that saves a line or fills a torn one.
    Raises UncoveredError for a character that no font draws.
    """
    pieces = _pieces(text, family, base, language, _PIECES if divide else _WHOLE_WORDS, isolates)
    if sum([piece.width for piece in pieces]) <= limit:
        only = _line([*dropwhile(_is_space, pieces)])
        return [only] if only.runs else []
    divider = _Divider(family, language, limit, hyphens if divide else None)
    plain = divider.lines(pieces, divide=divide)
    gap = _gap(plain, limit)
    if hyphens is None or not hyphens.readily or gap <= _EMPTY * limit:
        return plain
    to_fill = _to_fill(pieces, hyphens, base, normal=unicodedata.is_normalized("NFC", text))
    filled = divider.lines(pieces, to_fill) if to_fill else plain
    mended = gap > _TORN * limit and _gap(filled, limit) < gap
    return filled if mended or len(filled) < len(plain) else plain


def _gap(lines: Sequence[Line], limit: float) -> float:
    """What stays empty at the end of the shortest line but the last."""
    return max([limit - line.width for line in lines[:-1]], default=0.0)


def balanced(
    text: str, family: Family, limit: float, *, language: str = "de", base: int = 0, isolates: Isolates = ()
) -> list[Line]:
    """As `break_lines`, undivided words, with lines of about equal width: for headings and names set in the middle."""
    lines = break_lines(text, family, limit, language=language, base=base, divide=False, isolates=isolates)
    if len(lines) < 2:
        return lines
    width = sum(line.width for line in lines) / len(lines)
    while width < limit:
        try:
            even = break_lines(text, family, width, language=language, base=base, divide=False, isolates=isolates)
        except TooWideError:
            even = []
        if len(even) == len(lines):
            return even
        width *= 1.04
    return lines
