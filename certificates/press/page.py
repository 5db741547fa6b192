"""One page: drawing operators, each wrapped in the structure element it belongs to, or marked as decoration.

Points, from the lower left corner.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from certificates.press.embedding import FontUse
from certificates.press.fonts import Family, Font, Glyph
from certificates.press.objects import number, text_string
from certificates.press.structure import Annotation, Mark, Node
from certificates.press.text import Line

_RISE = 0.5  # thousandths of an em: a smaller offset is invisible


class Style(NamedTuple):
    """How text looks: points, and a colour as three numbers from 0 to 1."""

    family: Family
    size: float
    leading: float
    colour: tuple[float, float, float]


class Link(NamedTuple):
    """A clickable rectangle: x, y, width, height."""

    box: tuple[float, float, float, float]
    address: str
    hint: str


class Page:
    """The content of one page while it is written."""

    def __init__(self, index: int, plate: str, use: Callable[[Font], FontUse]) -> None:
        """`plate` is the resource name of the design that lies under everything; `use` gives the document's fonts."""
        self.index = index
        self.plate = plate
        self.marks: list[Node] = []
        self.links: list[tuple[int, Link]] = []
        self._use = use
        self._operators = [f"/Artifact BMC /{plate} Do EMC"]

    def content(self) -> bytes:
        """The content stream."""
        return "\n".join(self._operators).encode("ascii")

    def text(self, node: Node | None, lines: Sequence[tuple[Line, float, float]], style: Style) -> None:
        """Lines, each at its x and its base line; `node` is None for what repeats on every page."""
        self._begin(node)
        self._operators.append(f"BT {_rgb(style.colour)} rg")
        for line, x, y in lines:
            self._line(line, x, y, style.size)
        self._operators.append("ET EMC")

    def shape(self, node: Node | None, operators: str) -> None:
        """Anything drawn without text."""
        self._begin(node)
        self._operators.append(f"q {operators} Q EMC")

    def link(self, node: Node, index: int, link: Link) -> None:
        """A link over text that `node` already owns; `index` is its number in the document."""
        node.kids.append(Annotation(self.index, index))
        self.links.append((index, link))

    def rule(self, x: float, y: float, width: float, colour: tuple[float, float, float], weight: float = 0.5) -> None:
        """A horizontal line."""
        self.shape(
            None, f"{_rgb(colour)} RG {number(weight)} w {number(x)} {number(y)} m {number(x + width)} {number(y)} l S"
        )

    def _begin(self, node: Node | None) -> None:
        if node is None:
            self._operators.append("/Artifact BMC")
            return
        mcid = len(self.marks)
        self.marks.append(node)
        node.kids.append(Mark(self.index, mcid))
        self._operators.append(f"/{node.tag} <</MCID {mcid}>> BDC")

    def _line(self, line: Line, x: float, y: float, size: float) -> None:
        """Runs from left to right.

        Where marks or ligatures stand, readers guess; a left-to-right stretch with such a run says its text in so many
        words. Right-to-left runs must not: poppler, MuPDF and pdfium read their glyphs back right in visual order and
        would turn the ActualText round.
        """
        pen = x
        for leftwards, stretch in groupby(line.runs, key=lambda run: run.level % 2 == 1):
            runs = list(stretch)
            spelled = not leftwards and not all(run.plain for run in runs)
            if spelled:
                text = text_string("".join(run.text for run in runs)).decode("ascii")
                self._operators.append(f"/Span <</ActualText {text}>> BDC")
            for font, same in groupby(runs, key=lambda run: run.font):
                pen = self._glyphs(font, [glyph for run in same for glyph in run.glyphs], pen, y, size)
            if spelled:
                self._operators.append("EMC")

    def _glyphs(self, font: Font, glyphs: list[Glyph], x: float, y: float, size: float) -> float:
        """Shows glyphs of one font; returns where the pen stands afterwards.

        `TJ` moves by thousandths of an em to the left; a glyph off the base line needs a text matrix of its own.
        """
        use, scale = self._use(font), size / 1000
        parts: list[str] = []  # of the open TJ array
        codes: list[str] = []  # of the open string in it
        pending, rise, pen = 0.0, None, x
        self._operators.append(f"/{use.name} {number(size)} Tf")
        for glyph in glyphs:
            lifted = glyph.y_offset if abs(glyph.y_offset) > _RISE else 0.0
            if lifted != rise:
                self._flush(parts, codes)
                self._operators.append(
                    f"1 0 0 1 {number(pen + glyph.x_offset * scale)} {number(y + lifted * scale)} Tm"
                )
                pending, rise = 0.0, lifted
            elif abs(pending - glyph.x_offset) > 0.01:
                if codes:
                    parts.append(f"<{''.join(codes)}>")
                    codes.clear()
                parts.append(number(pending - glyph.x_offset))
            codes.append(f"{use.code(glyph.gid, glyph.text):04X}")
            pending = glyph.width + glyph.x_offset - glyph.advance
            pen += glyph.advance * scale
        self._flush(parts, codes)
        return pen

    def _flush(self, parts: list[str], codes: list[str]) -> None:
        if codes:
            parts.append(f"<{''.join(codes)}>")
        if parts:
            self._operators.append(f"[{''.join(parts)}]TJ")
        parts.clear()
        codes.clear()


def _rgb(colour: tuple[float, float, float]) -> str:
    return " ".join(map(number, colour))
