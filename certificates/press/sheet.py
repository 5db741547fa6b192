"""The sign-in sheet: what an organisation hangs up, with a code for each row. Pure and deterministic as `press`.

1. Each column has its width; each row is a strip with its grid, as high as its name needs and a hand can write in.
2. The first page begins with the heading and what the readers are told, the later ones with a short one.
3. Rows go down the pages, the head of the table again on each; the foot follows when the number of pages is known.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

from certificates.press.areas import Area, Strip
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, Document
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.layout import MM, rgb
from certificates.press.layout_shapes import Band, Shape
from certificates.press.metadata import About
from certificates.press.objects import number, text_string
from certificates.press.page import Link, Page, Style
from certificates.press.plate import decoration
from certificates.press.qr import qr_operators
from certificates.press.setting import Voice, set_fact, set_headline, set_text
from certificates.press.sheet_words import (
    CODE,
    DAY_BLANK,
    FOOT,
    GERMAN,
    KIND,
    LINK,
    NUMBER,
    PAGE,
    QR,
    WEEKDAYS,
    words_beside,
)
from certificates.press.structure import Node, language_of
from certificates.press.text import Line
from certificates.press.wording import wording

_INK, _SOFT = rgb("#21262B"), rgb("#575E63")
_ACCENT, _GRID, _TINT = rgb("#0D4A54"), rgb("#8FA3A6"), rgb("#E9F0F0")
_DECORATION: tuple[Shape, ...] = (
    Band(edge="top", thickness=3.5, colour="#0D4A54"),
    Band(edge="top", offset=3.5, thickness=0.7, colour="#BD8C33"),
)
_KIND = Style(STRONG, 10, 14, _ACCENT)
_TITLES = tuple(
    (Style(DISPLAY, size, size * 1.22, _ACCENT), most) for size, most in ((27, 1), (22, 2), (17, 3), (13, 5))
)
_DAY = Style(STRONG, 11.5, 16, _INK)
_TOLD = Style(SANS, 8.5, 12, _INK)
_SMALL = Style(SANS, 8, 11, _SOFT)
_HEAD = Style(STRONG, 9, 12, _ACCENT)
_HEAD_BESIDE = Style(SANS, 8, 11, _SOFT)
_NAME = Style(SANS, 10.5, 13.5, _INK)
_CODE = Style(STRONG, 12, 15, _ACCENT)
_NUMBER = Style(STRONG, 11, 15, _ACCENT)

_SIDE = 15 * MM
_AREA = Area(_SIDE, PAGE_WIDTH - 2 * _SIDE, rtl=False)
_TOP, _NEXT_TOP, _BOTTOM, _FOOT_TOP = PAGE_HEIGHT - 15 * MM, PAGE_HEIGHT - 12 * MM, 17 * MM, 13 * MM
_QR, _NEXT_QR, _QR_ROOM = 25 * MM, 20 * MM, 34 * MM
_ROW = 10.8 * MM  # high enough for a hand
_PAD = 4.0
_VOICE = Voice("de", rtl=False)
_COLUMN = b"/A<</O/Table/Scope/Column>>"
_ROW_HEAD = b"/A<</O/Table/Scope/Row>>"


class SheetRow(NamedTuple):
    """A row's code, and the name in it; "" is a row to be filled by hand."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says. `form` is where the day stands: in `days`, in a blank above, or in each row.

    `address` is the page on which it is typed in; `beside` a second language, or ""; `made_on` dates the file.
    """

    organisation: str
    activity: str
    code: str
    form: Literal["days", "one_day", "own_days"]
    days: tuple[dt.date, ...]
    rows: tuple[SheetRow, ...]
    address: str
    made_on: dt.date
    beside: str = ""


def press_sheet(sheet: Sheet) -> bytes:
    """The finished PDF: A4, tagged, always the same bytes for the same sheet.

    Raises ContentError with a field (`organisation`, `activity` or `rows.3.name`) for what no shipped font covers, or
    what does not fit.
    """
    return _Press(sheet).compose().finish()


class _Column(NamedTuple):
    """A column with its head in German and beside it, and its width in points; 0 takes what is left."""

    head: str
    beside: str
    width: float


class _Press:
    """Composes one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._beside = words_beside(sheet.beside)
        title = f"{KIND} {sheet.code} – {sheet.activity}"
        about = About(title, sheet.organisation, f"{KIND} {sheet.code}", "de", sheet.made_on)
        self._document = Document(about, {"P0": decoration(_DECORATION, mirrored=False)})
        self._root = self._document.structure
        columns = self._columns()
        left = _AREA.width - sum(column.width for column in columns)
        self._areas, start = [], 0.0
        for column in columns:
            width = column.width or left
            self._areas.append(_AREA.part(start, width))
            start += width
        self._heads = columns

    def compose(self) -> Document:
        """The document, complete but for its end."""
        page = self._document.page("P0")
        y = self._told(page, self._heading(page))
        table = self._root.add("Table")
        head = self._head(table.add("TR"))
        head.draw(page, y)
        y -= head.height
        for index, row in enumerate(self._sheet.rows):
            strip = self._row(table.add("TR"), index, row)
            if y - strip.height < _BOTTOM:
                page = self._document.page("P0")
                y = self._next_heading(page)
                head = self._head(None)
                head.draw(page, y)
                y -= head.height
            strip.draw(page, y)
            y -= strip.height
        self._feet()
        return self._document

    # --- above the table ---

    def _heading(self, page: Page) -> float:
        """Organisation, activity and day at the start; QR code and number at the end. Returns where they end."""
        sheet, area = self._sheet, _AREA.part(0, _AREA.width - _QR_ROOM)
        y = self._lines(
            page, self._root.add("P"), set_text("kind", KIND, _SMALL, area.width, _VOICE), _SMALL, area, _TOP
        )
        y = self._lines(
            page,
            self._root.add("P"),
            set_fact("organisation", sheet.organisation, _KIND, area.width, _VOICE, "whole"),
            _KIND,
            area,
            y,
        )
        lines, style = set_headline(
            "activity", sheet.activity, _TITLES, area.width, _VOICE, even=False, isolates=((0, len(sheet.activity)),)
        )
        y = self._lines(page, self._root.add("H1"), lines, style, area, y - 2) - 4
        y = self._day(page, self._root.add("P"), area, y)
        place = _AREA.inner(_QR, "end")
        figure = self._root.add("Figure", b"/Alt" + text_string(QR))
        box = " ".join(map(number, (place.x, _TOP - _QR, place.x + _QR, _TOP)))
        figure.attributes += b"/A<</O/Layout/Placement/Block/BBox[%b]>>" % box.encode()
        page.shape(figure, self._symbol(place.x, _TOP, _QR))
        link = self._root.add("P").add("Link")
        text = set_text("number", f"{NUMBER} {sheet.code}", _NUMBER, _QR_ROOM, _VOICE)
        page.text(link, place.place(text, _NUMBER, _TOP - _QR - 3, "middle"), _NUMBER)
        self._document.link(page, link, Link((place.x, _TOP - _QR - 18, _QR, _QR + 18), sheet.address, LINK))
        return min(y, _TOP - _QR - 18) - 8

    def _day(self, page: Page, node: Node | None, area: Area, y: float) -> float:
        """The printed days, or a line to write one on; nothing where each row has its own."""
        sheet = self._sheet
        if sheet.form == "own_days":
            if node is not None:
                self._root.kids.remove(node)
            return y
        if sheet.form == "one_day":
            text = set_text("day", DAY_BLANK, _DAY, area.width, _VOICE)
            self._lines(page, node, text, _DAY, area, y - 8)
            start = text[0].width * _DAY.size + 8
            page.rule(area.x + start, y - 22, 150, _SOFT, 0.7)
            return y - 26
        if len(sheet.days) == 1:
            (day,) = sheet.days
            said = f"{WEEKDAYS[day.weekday()]}, {wording('de').date(day)}"
        else:
            said = " · ".join(f"{WEEKDAYS[day.weekday()][:2]}\u00a0{day:%d.%m.%Y}" for day in sheet.days)
        return self._lines(page, node, set_text("day", said, _DAY, area.width, _VOICE, "whole"), _DAY, area, y)

    def _told(self, page: Page, y: float) -> float:
        """How the hours get in and what becomes of the paper: over the whole width, or in two languages abreast."""
        first, second = _AREA.halves()
        sides = [(GERMAN, first), (self._beside, second)] if self._beside is not None else [(GERMAN, _AREA)]
        ends = []
        for words, side in sides:
            area, voice, end = side.turned(rtl=words.rtl), Voice(words.language, words.rtl), y
            written = words.write_days if len(self._sheet.days) > 1 else words.write
            for text in (f"{written} {words.then}", words.privacy):
                node = self._root.add("P", b"" if words is GERMAN else language_of(words.language))
                end = self._lines(page, node, set_text("told", text, _TOLD, area.width, voice), _TOLD, area, end) - 2
            ends.append(end)
        return min(ends) - 8

    def _next_heading(self, page: Page) -> float:
        """The same in short, for a page that went astray: decoration to a screen reader, which has read it."""
        sheet, area = self._sheet, _AREA.part(0, _AREA.width - _QR_ROOM)
        place = _AREA.inner(_NEXT_QR, "end")
        page.shape(None, self._symbol(place.x, _NEXT_TOP, _NEXT_QR))
        text = set_text("number", f"{NUMBER} {sheet.code}", _NUMBER, area.width, _VOICE)
        y = self._lines(page, None, text, _NUMBER, area, _NEXT_TOP)
        for name, said in (("organisation", sheet.organisation), ("activity", sheet.activity)):
            lines = set_fact(name, said, _SMALL, area.width, _VOICE)[:1]
            y = self._lines(page, None, lines, _SMALL, area, y)
        y = self._day(page, None, area, y - 2)
        return min(y, _NEXT_TOP - _NEXT_QR) - 8

    # --- the table ---

    def _columns(self) -> list[_Column]:
        sheet, other = self._sheet, self._beside

        def column(name: str, width: float) -> _Column:
            return _Column(getattr(GERMAN, name), getattr(other, name) if other else "", width)

        code, name, many = _Column(CODE, "", 42.0), column("name", 0), len(sheet.days) > 1
        if many:
            width = min(58.0, 250.0 / len(sheet.days))
            days = [_Column(WEEKDAYS[day.weekday()][:2], f"{day:%d.%m.}", width) for day in sheet.days]
            return [code, name, *days, column("signature", 96)]
        own = [column("day", 54)] if sheet.form == "own_days" else []
        times = [column("start", 50), column("end", 50), column("duration", 56)]
        return [code, name, *own, *times, column("signature", 112 if own else 124)]

    def _head(self, row: Node | None) -> Strip:
        """The head of the table; a repeated one (`row` is None) is decoration."""
        two = any(column.beside for column in self._heads)
        height = 8 + _HEAD.leading + (_HEAD_BESIDE.leading if two else 0)
        dated, other = len(self._sheet.days) > 1, self._beside

        def draw(page: Page, top: float) -> None:
            ink = " ".join(map(number, _TINT))
            page.shape(None, f"{ink} rg {_box(_AREA.x, top - height, _AREA.width, height)} f")
            for column, area in zip(self._heads, self._areas, strict=True):
                cell = row.add("TH", _COLUMN) if row is not None else None
                inner = Area(area.x + _PAD, area.width - 2 * _PAD, rtl=False)
                lines = set_text("head", column.head, _HEAD, inner.width, _VOICE, "cut")
                y = self._lines(page, cell, lines, _HEAD, inner, top - 4)
                if column.beside:
                    foreign = other is not None and not (dated and column.beside[:1].isdecimal())
                    voice = Voice(other.language, other.rtl) if other is not None and foreign else _VOICE
                    owner = cell.add("Span", language_of(voice.language)) if cell is not None and foreign else cell
                    lines = set_text("head", column.beside, _HEAD_BESIDE, inner.width, voice, "cut")
                    self._lines(page, owner, lines, _HEAD_BESIDE, inner, y)
            page.rule(_AREA.x, top - height, _AREA.width, _ACCENT, 1.0)

        return Strip(height, draw)

    def _row(self, row: Node, index: int, said: SheetRow) -> Strip:
        """Code and name; all else is to be written in."""
        cells = [row.add("TH", _ROW_HEAD), *(row.add("TD") for _ in self._heads[1:])]
        code_area, name_area = (Area(area.x + _PAD, area.width - 2 * _PAD, rtl=False) for area in self._areas[:2])
        code = set_text("code", said.code, _CODE, code_area.width, _VOICE, "cut")
        name = set_fact(f"rows.{index}.name", said.name, _NAME, name_area.width, _VOICE, "listed") if said.name else ()
        height = max(_ROW, len(name) * _NAME.leading + 8)

        def draw(page: Page, top: float) -> None:
            self._lines(page, cells[0], code, _CODE, code_area, top - (height - _CODE.leading) / 2)
            if name:
                self._lines(page, cells[1], name, _NAME, name_area, top - (height - len(name) * _NAME.leading) / 2)
            ink = " ".join(map(number, _GRID))
            lines = [
                f"{number(area.x)} {number(top)} m {number(area.x)} {number(top - height)} l"
                for area in self._areas[1:]
            ]
            page.shape(None, f"{ink} RG 0.4 w {' '.join(lines)} S")
            page.rule(_AREA.x, top - height, _AREA.width, _GRID, 0.7)

        return Strip(height, draw)

    # --- on every page ---

    def _feet(self) -> None:
        pages, half = self._document.pages, _AREA.width * 0.8
        for page in pages:
            self._lines(page, None, set_text("foot", FOOT, _SMALL, half, _VOICE, "cut"), _SMALL, _AREA, _FOOT_TOP)
            said = PAGE.format(page=page.index + 1, pages=len(pages))
            lines = set_text("foot", said, _SMALL, half, _VOICE, "cut")
            page.text(None, _AREA.place(lines, _SMALL, _FOOT_TOP, "end"), _SMALL)

    def _symbol(self, x: float, top: float, size: float) -> str:
        return f"{' '.join(map(number, _INK))} rg {qr_operators(self._sheet.address, x, top - size, size)}"

    def _lines(
        self, page: Page, node: Node | None, lines: tuple[Line, ...], style: Style, area: Area, top: float
    ) -> float:
        """Draws lines at the side where their language begins; returns where the next may begin."""
        page.text(node, area.place(lines, style, top), style)
        return top - len(lines) * style.leading


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{number(x)} {number(y)} {number(width)} {number(height)} re"
