"""One page: drawing operators, each wrapped in the structure element it belongs to, or marked as decoration.

Points, from the lower left corner.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from certificates.press.fonts import Family
from certificates.press.objects import number
from certificates.press.structure import Annotation, Mark, Node
from certificates.press.text import Line, Run


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

    def __init__(self, index: int, plate: str, draw: Callable[[tuple[Run, ...]], str]) -> None:
        """`plate` is the resource name of the design that lies under everything; `draw` gives a line's operators."""
        self.index = index
        self.plate = plate
        self.marks: list[Node] = []
        self.links: list[tuple[int, Link]] = []
        self._draw = draw
        self._operators = [f"/Artifact BMC /{plate} Do EMC"]

    def content(self) -> bytes:
        """The content stream."""
        return "\n".join(self._operators).encode("ascii")

    def text(self, node: Node | None, lines: Sequence[tuple[Line, float, float]], style: Style) -> None:
        """Lines, each at its x and its base line; `node` is None for what repeats on every page."""
        self._begin(node)
        operators, draw, size = self._operators, self._draw, number(style.size)
        operators.append(f"BT {_rgb(style.colour)} rg")
        for line, x, y in lines:
            operators.append(f"{size} 0 0 {size} {x:.2f} {y:.2f} Tm {draw(line.runs)}")
        operators.append("ET EMC")

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


@lru_cache(maxsize=256)
def _rgb(colour: tuple[float, float, float]) -> str:
    return " ".join(map(number, colour))
