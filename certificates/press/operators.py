"""A line as operators that show its glyphs (ISO 32000-1, 9.4), in em: any size and place comes from the text matrix.

A line of `letters` is the same in any document, and its operators are kept. `TJ` moves the pen back by thousandths of
an em, `Ts` lifts a mark off the base line.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from certificates.press.embedding import FontUse
from certificates.press.fonts import Font
from certificates.press.letters import Letters, letters_of
from certificates.press.objects import number, text_string
from certificates.press.text import Run

_RISE = 0.5  # thousandths of an em: a smaller offset is invisible
_GAP = 0.01


class Drawn(NamedTuple):
    """Operators, and the subsets that they name."""

    operators: str
    letters: frozenset[Letters]


class Segment(NamedTuple):
    """Glyphs at one height: the inside of a TJ array, and how far the pen must move before it and after it."""

    rise: float
    before: float
    inside: str
    after: float


@lru_cache(maxsize=2_048)
def drawn(runs: tuple[Run, ...]) -> Drawn | None:
    """The operators of a line of `letters`; None where a run has a glyph that is not among them."""
    parts = [kept for run in runs if (kept := kept_part(run))]
    if len(parts) < len(runs):
        return None
    letters = frozenset([part.use for part in parts])
    if len(letters) == 1 and all(part.is_whole for part in parts):  # nearly always, and nothing is left to compose
        inside = "".join([part.segments[0].inside for part in parts]).replace("><", "")
        return Drawn(f"/{parts[0].use.name} 1 Tf [{inside}]TJ", letters)
    return Drawn(compose(runs, parts), letters)


class Fonts:
    """The fonts that one document uses, and a line's operators in them."""

    def __init__(self) -> None:
        """None so far."""
        self._letters: set[Letters] = set()
        self._own: dict[Font, FontUse] = {}

    def draw(self, runs: tuple[Run, ...]) -> str:
        """The operators of a line."""
        kept = drawn(runs)
        if kept is None:
            return compose(runs, [self._part(run) for run in runs])
        self._letters |= kept.letters
        return kept.operators

    def use(self, letters: frozenset[Letters]) -> None:
        """Subsets that a line drawn elsewhere names."""
        self._letters |= letters

    @property
    def letters(self) -> tuple[Letters, ...]:
        """The subsets with fixed codes, in an order that depends on nothing else."""
        return tuple(sorted(self._letters, key=lambda subset: subset.rank))

    @property
    def own(self) -> tuple[FontUse, ...]:
        """The subsets of the document's own, in order of first use."""
        return tuple(self._own.values())

    def _part(self, run: Run) -> "Part | KeptPart":
        kept = kept_part(run)
        if kept is not None:
            self._letters.add(kept.use)
            return kept
        use = self._own.get(run.font)
        if use is None:
            use = self._own[run.font] = FontUse(run.font, f"F{len(self._own)}")
        return Part(use, segments_of(run, use.code))


class Part(NamedTuple):
    """A run in the font that draws it."""

    use: FontUse
    segments: tuple[Segment, ...]


class KeptPart(NamedTuple):
    """The same, in a font with fixed codes.

    `is_whole` says that nothing is off the base line or to be spelled, and the pen ends where the next run begins.
    """

    use: Letters
    segments: tuple[Segment, ...]
    is_whole: bool


@lru_cache(maxsize=4_096)
def kept_part(run: Run) -> KeptPart | None:
    """A run in the first subset with fixed codes that holds all of it, if there is one."""
    for letters in letters_of(run.font.file):
        try:
            segments = segments_of(run, letters.codes.__getitem__)
        except KeyError:
            continue
        rise, before, _, after = segments[0] if len(segments) == 1 else Segment(1, 0, "", 0)
        whole = rise == 0 and abs(before) <= _GAP and abs(after) <= _GAP and (run.plain or run.level % 2 == 1)
        return KeptPart(letters, segments, whole)
    return None


def compose(runs: Sequence[Run], parts: Sequence[Part | KeptPart]) -> str:
    """The operators of a line, runs from left to right, each as a part of its own.

    Where marks or ligatures stand, readers guess; a left-to-right stretch with such a run says its text in so many
    words. Right-to-left runs must not: poppler, MuPDF and pdfium read their glyphs back right in visual order and
    would turn the ActualText round.
    """
    out: list[str] = []
    array: list[str] = []  # of the open TJ
    selected: FontUse | None = None
    pending = rise = 0.0
    for spelled, stretch in _stretches(runs, parts):
        if spelled:
            _show(out, array)
            text = text_string("".join([run.text for run, _ in stretch])).decode("ascii")
            out.append(f"/Span <</ActualText {text}>> BDC")
        for _, part in stretch:
            use, segments = part.use, part.segments
            if use is not selected:
                _show(out, array)
                out.append(f"/{use.name} 1 Tf")
                selected = use
            for height, before, inside, after in segments:
                if height != rise:
                    _show(out, array)
                    rise = height
                    out.append(f"{rise / 1000:.4g} Ts")
                if abs(pending - before) > _GAP:
                    array.append(number(pending - before))
                array.append(inside)
                pending = after
        if spelled:
            _show(out, array)
            out.append("EMC")
    _show(out, array)
    if rise:
        out.append("0 Ts")  # the rise would outlive the text object
    return " ".join(out)


def _stretches(
    runs: Sequence[Run], parts: Sequence[Part | KeptPart]
) -> list[tuple[bool, list[tuple[Run, Part | KeptPart]]]]:
    """Stretches of one direction, and whether a stretch is to be spelled out; all in one where none is."""
    both = list(zip(runs, parts, strict=True))
    if all(run.plain or run.level % 2 for run in runs):
        return [(False, both)]
    found = []
    for leftwards, group in groupby(both, key=lambda pair: pair[0].level % 2 == 1):
        stretch = list(group)
        found.append((not leftwards and not all(run.plain for run, _ in stretch), stretch))
    return found


def _show(out: list[str], array: list[str]) -> None:
    if array:
        out.append(f"[{''.join(array)}]TJ".replace("><", ""))
        array.clear()


def segments_of(run: Run, code: Callable[[tuple[int, str]], str]) -> tuple[Segment, ...]:
    """What shows the glyphs of a run; `code` gives the digits of a (glyph, text) pair."""
    found: list[Segment] = []
    inside: list[str] = []
    codes: list[str] = []
    before = pending = 0.0
    rise: float | None = None
    for gid, text, advance, x, y, width in run.glyphs:
        height = y if abs(y) > _RISE else 0.0
        if height != rise:
            if rise is not None:
                found.append(Segment(rise, before, f"{''.join(inside)}<{''.join(codes)}>", pending))
                inside.clear()
                codes.clear()
            # The pen stands where the last segment left it: `compose` takes that from the segment before.
            before, rise = x, height
        elif abs(pending - x) > _GAP:
            inside.append(f"<{''.join(codes)}>{number(pending - x)}")
            codes.clear()
        codes.append(code((gid, text)))
        pending = width + x - advance
    if rise is not None:
        found.append(Segment(rise, before, f"{''.join(inside)}<{''.join(codes)}>", pending))
    return tuple(found)
