"""A list of thanks as paper, to be hung up: a heading, names in two columns, where it stands. Pure, as `press`.

1. Names are set one after another; each is a strip of its own, which no column divides.
2. The first column is filled, then the second, then those of the next page; the last page's are of about one height.
3. What is said under the names follows on that page, or on one more; the foot when the number of pages is known.
"""

import datetime as dt
from dataclasses import dataclass

from certificates.press.areas import Area
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, Document
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.layout import MM, rgb
from certificates.press.layout_shapes import Band, Shape
from certificates.press.metadata import About
from certificates.press.page import Link, Page, Style
from certificates.press.plate import decoration
from certificates.press.setting import Voice, set_fact, set_headline, set_text
from certificates.press.structure import Node
from certificates.press.text import Line
from certificates.press.wording import wording

KIND = "Wir danken"
TOLD = (
    "Hier steht nur, wer dem zugestimmt hat, auch im Druck. Die Reihenfolge ist alphabetisch: Dank ist kein Wettbewerb."
)
UNNAMED_ONE = "und eine weitere Person, die ungenannt bleiben möchte"
UNNAMED = "und {number} weitere, die ungenannt bleiben möchten"
ALL_UNNAMED_ONE = "Eine Person, die ungenannt bleiben möchte"
ALL_UNNAMED = "{number} Engagierte, die ungenannt bleiben möchten"
STAND = (
    "Stand: {day}. Namen können jederzeit zurückgenommen werden. Bitte immer den neuesten Ausdruck zeigen und ältere "
    "abnehmen."
)
ADDRESS = "Diese Liste auf Dankwerk"
PAGE = "Seite {page} von {pages}"

_INK, _SOFT, _ACCENT = rgb("#21262B"), rgb("#575E63"), rgb("#0D4A54")
_DECORATION: tuple[Shape, ...] = (
    Band(edge="top", thickness=3.5, colour="#0D4A54"),
    Band(edge="top", offset=3.5, thickness=0.7, colour="#BD8C33"),
)
_KIND = Style(STRONG, 12, 17, _ACCENT)
_TITLES = tuple(
    (Style(DISPLAY, size, size * 1.22, _ACCENT), most) for size, most in ((34, 2), (27, 2), (20, 3), (14, 6))
)
_FACT = Style(SANS, 11, 16, _SOFT)
_NAME = Style(SANS, 13, 19, _INK)
_MORE = Style(SANS, 12, 17, _INK)
_SMALL = Style(SANS, 8.5, 12, _SOFT)

_SIDE = 20 * MM
_AREA = Area(_SIDE, PAGE_WIDTH - 2 * _SIDE, rtl=False)
_TOP, _BOTTOM, _FOOT_TOP = PAGE_HEIGHT - 22 * MM, 22 * MM, 15 * MM
_GAP = 3.0  # below a name
_VOICE = Voice("de", rtl=False)


@dataclass(frozen=True, slots=True)
class Roll:
    """What the paper says. `scope` is the district, field or organisation; `made_on` dates what was read.

    `names` in their order, each as its person wishes to appear in print; `unnamed` is how many more there are.
    """

    title: str
    scope: str
    period_start: dt.date
    period_end: dt.date
    names: tuple[str, ...]
    unnamed: int
    address: str
    made_on: dt.date


def press_roll(roll: Roll) -> bytes:
    """The finished PDF: A4, tagged, always the same bytes for the same roll.

    Raises ContentError with a field (`title`, `scope` or `names.3`) for what no shipped font covers, or does not fit.
    """
    return _Press(roll).compose().finish()


class _Press:
    """Composes one roll."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        about = About(f"{KIND}: {roll.title}", roll.scope, KIND, "de", roll.made_on)
        self._document = Document(about, {"P0": decoration(_DECORATION, mirrored=False)})
        self._root = self._document.structure

    def compose(self) -> Document:
        """The document, complete but for its end."""
        page = self._document.page("P0")
        page, y = self._names(page, self._heading(page))
        self._closing(page, y)
        pages = self._document.pages
        for one in pages:
            said = PAGE.format(page=one.index + 1, pages=len(pages))
            lines = set_text("foot", said, _SMALL, _AREA.width, _VOICE, "cut")
            one.text(None, _AREA.place(lines, _SMALL, _FOOT_TOP, "end"), _SMALL)
        return self._document

    def _heading(self, page: Page) -> float:
        roll, width = self._roll, _AREA.width
        y = self._lines(page, self._root.add("P"), set_text("kind", KIND, _KIND, width, _VOICE), _KIND, _AREA, _TOP)
        lines, style = set_headline(
            "title", roll.title, _TITLES, width, _VOICE, even=False, isolates=((0, len(roll.title)),)
        )
        y = self._lines(page, self._root.add("H1"), lines, style, _AREA, y - 2) - 4
        y = self._lines(page, self._root.add("P"), set_fact("scope", roll.scope, _FACT, width, _VOICE), _FACT, _AREA, y)
        date = wording("de").date
        said = set_text("period", f"{date(roll.period_start)} bis {date(roll.period_end)}", _FACT, width, _VOICE)
        return self._lines(page, self._root.add("P"), said, _FACT, _AREA, y) - 14

    def _names(self, page: Page, top: float) -> tuple[Page, float]:
        """Returns the page of the last name, and where its columns end."""
        if not self._roll.names:
            return page, top
        columns, listed = _AREA.halves(), self._root.add("L", b"/A<</O/List/ListNumbering/None>>")
        width = columns[0].width
        left = [set_fact(f"names.{number}", name, _NAME, width, _VOICE) for number, name in enumerate(self._roll.names)]
        ends = [top]
        while left:
            heights = [len(lines) * _NAME.leading + _GAP for lines in left]
            room = top - _BOTTOM
            if sum(heights) <= 2 * room - max(heights):  # all of it fits: two columns of about one height
                room = max(sum(heights) / 2 + max(heights) / 2, *heights)
            ends = []
            for column in columns:
                y = top
                while left and y - len(left[0]) * _NAME.leading >= top - room:
                    body = listed.add("LI").add("LBody")
                    y = self._lines(page, body, left.pop(0), _NAME, column, y) - _GAP
                ends.append(y)
            if left:
                page, top = self._document.page("P0"), _TOP
        return page, min(ends)

    def _closing(self, page: Page, y: float) -> None:
        roll, width = self._roll, _AREA.width
        parts: list[tuple[str, Style]] = []
        if roll.unnamed:
            one, several = (UNNAMED_ONE, UNNAMED) if roll.names else (ALL_UNNAMED_ONE, ALL_UNNAMED)
            parts.append((one if roll.unnamed == 1 else several.format(number=roll.unnamed), _MORE))
        parts += [(TOLD, _SMALL), (STAND.format(day=wording("de").date(roll.made_on)), _SMALL)]
        said = [(set_text("told", text, style, width, _VOICE), style) for text, style in parts]
        address = set_text("address", roll.address, _SMALL, width, _VOICE, "cut")
        needed = sum(len(lines) * style.leading + 6 for lines, style in said) + len(address) * _SMALL.leading
        y -= 12
        if y - needed < _BOTTOM:
            page, y = self._document.page("P0"), _TOP
        for lines, style in said:
            y = self._lines(page, self._root.add("P"), lines, style, _AREA, y) - 6
        link = self._root.add("P").add("Link")
        height = len(address) * _SMALL.leading
        self._lines(page, link, address, _SMALL, _AREA, y)
        self._document.link(page, link, Link((_AREA.x, y - height, width, height), roll.address, ADDRESS))

    def _lines(
        self, page: Page, node: Node | None, lines: tuple[Line, ...], style: Style, area: Area, top: float
    ) -> float:
        """Draws lines; returns where the next may begin."""
        page.text(node, area.place(lines, style, top), style)
        return top - len(lines) * style.leading
