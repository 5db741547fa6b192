"""Where things stand: areas that know from which side they are read, and strips that stack down a page. Points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from certificates.press.layout_parts import Align
from certificates.press.page import Page, Style
from certificates.press.text import Line

_GUTTER = 18.0  # points between two languages side by side
_ASCENT = 0.82  # of the size: where the base line stands below the upper edge of the letters


class Area(NamedTuple):
    """A part of the page's width. With `rtl` it begins at its right edge: the same numbers give the mirror image."""

    x: float
    width: float
    rtl: bool

    def part(self, start: float, width: float) -> "Area":
        """A part of it that begins `start` from its beginning."""
        return Area(self.x + (self.width - start - width if self.rtl else start), width, self.rtl)

    def turned(self, *, rtl: bool) -> "Area":
        """The same area for a language that is written the other way."""
        return Area(self.x, self.width, rtl)

    def inner(self, width: float, align: Align) -> "Area":
        """A narrower area inside it."""
        start = {"start": 0.0, "middle": 0.5, "end": 1.0}[align] * (self.width - width)
        return self.part(start, width)

    def halves(self) -> tuple["Area", "Area"]:
        """Two columns, the first where the page begins."""
        width = (self.width - _GUTTER) / 2
        return self.part(0, width), self.part(width + _GUTTER, width)

    def place(
        self,
        lines: Sequence[Line],
        style: Style,
        top: float,
        align: Align = "start",
    ) -> list[tuple[Line, float, float]]:
        """Each line with its x and base line; the block begins at `top`, each line is `style.leading` high."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[align]
        if self.rtl:
            share = 1 - share
        base = top - (style.leading - style.size) / 2 - style.size * _ASCENT
        return [
            (line, self.x + (self.width - line.width * style.size) * share, base - i * style.leading)
            for i, line in enumerate(lines)
        ]


Draw = Callable[[Page, float], None]


@dataclass(slots=True)
class Strip:
    """What no page break divides. `draw` gets the page and the upper edge.

    `space` stands above it, except at the head of a page; `keep` holds it together with the next one; `head` makes what
    is drawn again where the strip is the first on a later page; `field` is the content's field that fills it; `width`
    is that of short texts in one line.
    """

    height: float
    draw: Draw
    space: float = 0.0
    keep: bool = False
    head: "Callable[[], Strip] | None" = None
    field: str = ""
    width: float = 0.0


def height_of(strips: Sequence[Strip], tightness: float = 1.0) -> float:
    """Together, with the space between them; `tightness` is a factor to all space."""
    return sum(strip.space * tightness + strip.height for strip in strips)


def stacked(strips: Sequence[Strip], *, space: float = 0.0, keep: bool = False) -> Strip:
    """Strips below each other as one; the space above the first is left out."""
    first, *rest = strips
    if not rest:
        first.space, first.keep = space, keep
        return first

    def draw(page: Page, top: float) -> None:
        first.draw(page, top)
        y = top - first.height
        for strip in rest:
            y -= strip.space
            strip.draw(page, y)
            y -= strip.height

    field = max(strips, key=lambda strip: strip.height).field
    return Strip(first.height + height_of(rest), draw, space, keep, field=field)


def abreast(
    strips: Sequence[Strip],
    *,
    at_foot: bool = False,
    least: float = 0.0,
    space: float = 0.0,
    keep: bool = False,
) -> Strip:
    """Strips side by side as one, at least so high; each knows its own x. They hang from one line, or stand on one."""
    height = max(least, *(strip.height for strip in strips))

    def draw(page: Page, top: float) -> None:
        for strip in strips:
            strip.draw(page, top - (height - strip.height if at_foot else 0))

    field = max(strips, key=lambda strip: strip.height).field
    return Strip(height, draw, space, keep, field=field)
