"""One page: drawing operators, each wrapped in the structure element it belongs to, or marked as decoration.

Points, from the lower left corner.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from certificates.press.fonts import Family
from certificates.press.letters import Letters
from certificates.press.objects import number
from certificates.press.operators import Fonts
from certificates.press.structure import Annotation, Graft, Mark, Node
from certificates.press.text import Line


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

    def __init__(self, index: int, plate: str, fonts: Fonts) -> None:
        """`plate` is the resource name of the design that lies under everything; `fonts` are those of the document.

        `marks` are the owners of the marked contents in order; of a graft, with the number of its element.
        """
        self.index = index
        self.plate = plate
        self.marks: list[tuple[Node | Graft, int]] = []
        self.links: list[tuple[int, Link]] = []
        self._fonts = fonts
        self._begun: list[tuple[int, str]] = []  # where among the operators each marked content begins, and its tag
        self._operators = [f"/Artifact BMC /{plate} Do EMC"]

    def content(self) -> bytes:
        """The content stream."""
        return "\n".join(self._operators).encode("ascii")

    def template(self) -> str:
        """All operators but the plate's, waiting with `%d` for the number of each marked content."""
        operators = [line.replace("%", "%%") for line in self._operators]
        for at, tag in self._begun:
            operators[at] = f"/{tag} <</MCID %d>> BDC"
        return "\n".join(operators[1:])

    def stamp(self, graft: Graft, operators: str, letters: frozenset[Letters], top: float) -> None:
        """What was drawn elsewhere with its upper edge at 0: a template, the fonts in it, and its structure."""
        marks = self.marks
        first, owners = len(marks), graft.branch.owners
        graft.page, graft.first = self.index, first
        marks += [(graft, owner) for owner in owners]
        self._fonts.use(letters)
        numbers = tuple(range(first, first + len(owners)))
        self._operators.append(f"q 1 0 0 1 0 {top:.2f} cm\n{operators % numbers}\nQ")

    def text(self, node: Node | None, lines: Sequence[tuple[Line, float, float]], style: Style) -> None:
        """Lines, each at its x and its base line; `node` is None for what repeats on every page."""
        self._begin(node)
        operators, draw, size = self._operators, self._fonts.draw, number(style.size)
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
        self.marks.append((node, 0))
        node.kids.append(Mark(self.index, mcid))
        self._begun.append((len(self._operators), node.tag))
        self._operators.append(f"/{node.tag} <</MCID {mcid}>> BDC")


@lru_cache(maxsize=256)
def _rgb(colour: tuple[float, float, float]) -> str:
    return " ".join(map(number, colour))
