"""The annex for the municipality: who helped where how much, and each organisation's word on it. Pure, as `press`.

1. Blocks of lines go down the pages; none is divided that fits on a page of its own.
2. The table has a column for each calendar year, and one for the average a week of each twelve months; its head stands
   again on each page.
3. An organisation that did not confirm yet gets lines to sign on: paper works where nobody signs in.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from certificates.press.areas import Area
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, Document
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.layout import MM, rgb
from certificates.press.layout_shapes import Band, Shape
from certificates.press.metadata import About
from certificates.press.objects import number
from certificates.press.page import Link, Style
from certificates.press.plate import decoration
from certificates.press.setting import Voice, set_fact, set_headline, set_text
from certificates.press.structure import Node
from certificates.press.text import Line
from certificates.press.wording import wording

KIND = "Anlage zum Antrag"
MET = "Am {day} waren die Voraussetzungen erfüllt."
MET_BY = "Am {day} waren die Voraussetzungen erfüllt: {waiver}."
NOT_MET = (
    "Am {day} waren die Voraussetzungen mit diesen Stunden allein nicht erfüllt. Stunden bei anderen Organisationen "
    "stehen hier nicht."
)
RULE = "Gemessen an dieser Regel:"
SOURCE = "Quelle: {source}"
HOURS = "Bestätigte Stunden (Stunden:Minuten)"
TOTAL = "Zusammen"
PLACES = "Was die Organisationen sagen"
SINCE = (
    "Hilft hier seit dem {since}: vom {start} bis zum {end} {minutes}, in den letzten zwölf Monaten im Schnitt "
    "{weekly} in der Woche, freiwillig und unentgeltlich."
)
DOES = "Tätigkeiten: {activities}."
CONFIRMED = "Für die Organisation bestätigt am {day} von {name}."
CONFIRMED_ONCE = "Für die Organisation bestätigt am {day}."
DECLINED = "Die Organisation hat diese Angaben nicht bestätigt."
TO_SIGN = "Noch nicht bestätigt. Die Organisation kann hier unterschreiben:"
SIGN = ("Ort und Datum", "Name und Funktion", "Unterschrift und Stempel")
WAIVERS = "Befreiung vom Nachweis der Stunden"
WAIVER = "{title}, seit dem {since}. Das Papier hat gesehen: {seen_by}, am {seen_on}."
WAIVER_UNTIL = "{title}, seit dem {since}, gültig bis zum {until}. Das Papier hat gesehen: {seen_by}, am {seen_on}."
ABOUT = "Woher diese Angaben kommen"
TOLD = (
    "Jeder einzelne Eintrag wurde von der Organisation bestätigt, bei der geholfen wurde, und nie von der Person "
    "selbst. Korrekturen sind eingerechnet; anderes zählt nicht. Über den Antrag entscheidet die Kommune."
)
PAGE = "{name} · Stand {day} · Seite {page} von {pages}"

_INK, _SOFT, _ACCENT = rgb("#21262B"), rgb("#575E63"), rgb("#0D4A54")
_GRID, _TINT = rgb("#8FA3A6"), rgb("#E9F0F0")
_DECORATION: tuple[Shape, ...] = (
    Band(edge="top", thickness=3.5, colour="#0D4A54"),
    Band(edge="top", offset=3.5, thickness=0.7, colour="#BD8C33"),
)
_KIND = Style(STRONG, 12, 17, _ACCENT)
_TITLES = tuple((Style(DISPLAY, size, size * 1.22, _ACCENT), most) for size, most in ((25, 2), (19, 3), (13, 6)))
_NAME = Style(STRONG, 15, 20, _INK)
_FACT = Style(SANS, 10.5, 15, _SOFT)
_SECTION = Style(STRONG, 13, 18, _ACCENT)
_PLACE = Style(STRONG, 11.5, 16, _INK)
_TEXT = Style(SANS, 10.5, 15, _INK)
_VERDICT = Style(STRONG, 11, 16, _INK)
_SMALL = Style(SANS, 8.5, 12, _SOFT)
_HEAD = Style(STRONG, 8.5, 11, _ACCENT)
_CELL = Style(SANS, 9.5, 13, _INK)
_SUM = Style(STRONG, 9.5, 13, _INK)

_SIDE = 20 * MM
_AREA = Area(_SIDE, PAGE_WIDTH - 2 * _SIDE, rtl=False)
_TOP, _BOTTOM, _FOOT_TOP = PAGE_HEIGHT - 20 * MM, 22 * MM, 15 * MM
_PAD, _LINE_TO_SIGN = 4.0, 30.0
_VOICE = Voice("de", rtl=False)
_COLUMN, _ROW_HEAD = b"/A<</O/Table/Scope/Column>>", b"/A<</O/Table/Scope/Row>>"


@dataclass(frozen=True, slots=True)
class AnnexPlace:
    """One organisation. `years` and `spans` are minutes in the order of the annex's own, `where` its kind and district.

    `word` is what it said; `on` is set where it confirmed, and `by` unless that is nobody any more.
    """

    organisation: str
    where: str
    website: str
    activities: tuple[str, ...]
    since: dt.date
    minutes: int
    years: tuple[int, ...]
    spans: tuple[int, ...]
    word: Literal["asked", "confirmed", "declined"] = "asked"
    by: str = ""
    on: dt.date | None = None


class AnnexWaiver(NamedTuple):
    """What stands for hours: what, since when, until when if it ends, and who saw the paper when."""

    title: str
    since: dt.date
    until: dt.date | None
    seen_by: str
    seen_on: dt.date


@dataclass(frozen=True, slots=True)
class Annex:
    """What the paper says, as things stood on `period_end`. All amounts are whole minutes.

    `spans` are stretches of twelve months, the last first. `met` by the title of a waiver where `met_by` is not "".
    `rule` are the sentences of the rule, `address` tells of the card.
    """

    name: str
    name_latin: str
    birth_date: dt.date | None
    programme: str
    period_start: dt.date
    period_end: dt.date
    met: bool
    met_by: str
    rule: tuple[str, ...]
    source: str
    years: tuple[int, ...]
    spans: tuple[tuple[dt.date, dt.date], ...]
    places: tuple[AnnexPlace, ...]
    waivers: tuple[AnnexWaiver, ...]
    address: str


def press_annex(annex: Annex) -> bytes:
    """The finished PDF: A4, tagged, always the same bytes for the same annex.

    Raises ContentError with a field (`name`, `places.0.organisation` …) for what no shipped font covers, or does not
    fit.
    """
    return _Press(annex).compose().finish()


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _weekly(minutes: int, span: tuple[dt.date, dt.date]) -> int:
    """The average of its whole weeks, as the rule asks for it."""
    return minutes // (((span[1] - span[0]).days + 1) // 7)


class _Said(NamedTuple):
    """A text of a block: the tag of its element, its lines, and the space below it. `rules` are lines to sign on."""

    tag: str
    lines: tuple[Line, ...]
    style: Style
    space: float = 3.0
    signs: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading + self.space + (_LINE_TO_SIGN if self.signs else 0)


class _Press:
    """Composes one annex."""

    def __init__(self, annex: Annex) -> None:
        self._annex = annex
        self._date = wording("de").date
        about = About(f"{KIND}: {annex.programme}", annex.name, KIND, "de", annex.period_end)
        self._document = Document(about, {"P0": decoration(_DECORATION, mirrored=False)})
        self._root = self._document.structure
        self._page, self._y = self._document.page("P0"), _TOP

    def compose(self) -> Document:
        """The document, complete but for its end."""
        self._heading()
        self._verdict()
        if self._annex.places:
            self._block([self._title(HOURS)], keep=60)
            self._table()
            first = [self._title(PLACES)]  # no heading stands alone at the foot of a page
            for index, place in enumerate(self._annex.places):
                self._block([*first, *self._place(f"places.{index}", place)])
                first = []
        if self._annex.waivers:
            said = [self._title(WAIVERS)]
            said += [self._free(f"waivers.{i}", self._waiver(one)) for i, one in enumerate(self._annex.waivers)]
            self._block([*said[:-1], said[-1]._replace(space=14)])  # noqa: SLF001 - public in spite of its name
        self._block([self._title(ABOUT), self._text(TOLD, _TEXT)], keep=20)
        self._address()
        pages = self._document.pages
        for page in pages:
            foot = PAGE.format(
                name=self._annex.name, day=self._date(self._annex.period_end), page=page.index + 1, pages=len(pages)
            )
            lines = set_text("name", foot, _SMALL, _AREA.width, _VOICE, "cut", ((0, len(self._annex.name)),))[:1]
            page.text(None, _AREA.place(lines, _SMALL, _FOOT_TOP, "end"), _SMALL)
        return self._document

    # --- parts ---

    def _heading(self) -> None:
        annex, width = self._annex, _AREA.width
        title, style = set_headline("programme", annex.programme, _TITLES, width, _VOICE, even=False)
        period = f"Zeitraum: {self._date(annex.period_start)} bis {self._date(annex.period_end)}"
        said = [
            self._text(KIND, _KIND),
            _Said("H1", title, style, 8),
            _Said("P", set_fact("name", annex.name, _NAME, width, _VOICE), _NAME, 0),
        ]
        if annex.name_latin:
            said.append(_Said("P", set_fact("name_latin", annex.name_latin, _FACT, width, _VOICE), _FACT, 0))
        if annex.birth_date is not None:
            said.append(self._text(f"Geboren am {self._date(annex.birth_date)}", _FACT))
        self._block([*said, self._text(period, _FACT, 12)])

    def _verdict(self) -> None:
        annex = self._annex
        words = NOT_MET if not annex.met else MET_BY if annex.met_by else MET
        said = [self._text(words.format(day=self._date(annex.period_end), waiver=annex.met_by), _VERDICT, 6)]
        if annex.rule:
            said.append(self._free("rule", " ".join((RULE, *annex.rule))))
            said.append(self._free("source", SOURCE.format(source=annex.source), _SMALL, 12))
        self._block(said)

    def _place(self, where: str, place: AnnexPlace) -> list[_Said]:
        annex, width, date = self._annex, _AREA.width, self._date
        weekly = _weekly(place.spans[0], annex.spans[0])
        told = SINCE.format(
            since=date(place.since),
            start=date(annex.period_start),
            end=date(annex.period_end),
            minutes=f"{_clock(place.minutes)} Std.",
            weekly=f"{_clock(weekly)} Std.",
        )
        contact = " · ".join(filter(None, (place.where, place.website)))
        name = set_fact(f"{where}.organisation", place.organisation, _PLACE, width, _VOICE, "listed")
        said = [_Said("H3", name, _PLACE, 0), self._free(f"{where}.where", contact, _FACT), self._text(told, _TEXT)]
        if place.activities:
            said.append(self._free(f"{where}.activities", DOES.format(activities=", ".join(place.activities))))
        if place.word == "confirmed" and place.on is not None:
            word = (CONFIRMED if place.by else CONFIRMED_ONCE).format(day=date(place.on), name=place.by)
            said.append(self._free(f"{where}.by", word, _VERDICT, 14))
        elif place.word == "declined":
            said.append(self._text(DECLINED, _VERDICT, 14))
        else:
            said.append(self._text(TO_SIGN, _TEXT, 0))
            said.append(_Said("P", (), _SMALL, _SMALL.leading + 14, signs=True))
        return said

    def _waiver(self, waiver: AnnexWaiver) -> str:
        words = WAIVER if waiver.until is None else WAIVER_UNTIL
        return words.format(
            title=waiver.title,
            since=self._date(waiver.since),
            until=self._date(waiver.until or waiver.since),
            seen_by=waiver.seen_by,
            seen_on=self._date(waiver.seen_on),
        )

    def _address(self) -> None:
        address = self._annex.address
        if not address:
            return
        lines = set_text("address", address, _SMALL, _AREA.width, _VOICE, "cut")
        height = len(lines) * _SMALL.leading
        if self._y - height < _BOTTOM:
            self._turn()
        link = self._root.add("P").add("Link")
        self._page.text(link, _AREA.place(lines, _SMALL, self._y), _SMALL)
        hint = f"{self._annex.programme}: Voraussetzungen und Antrag"
        box = (_AREA.x, self._y - height, _AREA.width, height)
        self._document.link(self._page, link, Link(box, address, hint))
        self._y -= height

    # --- the table ---

    def _table(self) -> None:
        annex = self._annex
        heads = [
            str(year) if year < annex.period_end.year else f"{year} bis {annex.period_end:%d.%m.}"
            for year in annex.years
        ]
        heads += [f"je Woche {first:%d.%m.%y} bis {last:%d.%m.%y}" for first, last in annex.spans]
        width = min(58.0, 330.0 / len(heads))
        first = _AREA.width - width * len(heads)
        areas = [_AREA.part(0, first), *(_AREA.part(first + width * n, width) for n in range(len(heads)))]
        rows = [(place.organisation, place.years, place.spans, _CELL) for place in annex.places]
        if len(rows) > 1:
            years = tuple(map(sum, zip(*(place.years for place in annex.places), strict=True)))
            spans = tuple(map(sum, zip(*(place.spans for place in annex.places), strict=True)))
            rows.append((TOTAL, years, spans, _SUM))
        table = self._root.add("Table")
        self._table_row(table.add("TR"), areas, ["Organisation", *heads], _HEAD, "head")
        for index, (name, years, spans, style) in enumerate(rows):
            weeks = [_weekly(minutes, span) for minutes, span in zip(spans, annex.spans, strict=True)]
            said = [name, *map(_clock, (*years, *weeks))]
            where = f"places.{index}.organisation"
            if not self._table_row(table.add("TR"), areas, said, style, where, fits=True):
                self._turn()
                self._table_row(None, areas, ["Organisation", *heads], _HEAD, "head")
                self._table_row(table.kids[-1], areas, said, style, where)  # type: ignore[arg-type]  # a TR of ours
        self._y -= 14

    def _table_row(
        self,
        row: Node | None,
        areas: Sequence[Area],
        said: Sequence[str],
        style: Style,
        where: str,
        *,
        fits: bool = False,
    ) -> bool:
        """Draws a row; a repeated head (`row` is None) is decoration. With `fits` only where there is room for it."""
        inner = [Area(area.x + _PAD, area.width - 2 * _PAD, rtl=False) for area in areas]
        cells = [
            set_fact(where, text, style, area.width, _VOICE, "listed")
            if not index and style is not _HEAD
            else set_text("table", text, style, area.width, _VOICE, "cut")
            for index, (text, area) in enumerate(zip(said, inner, strict=True))
        ]
        height = max(map(len, cells)) * style.leading + 2 * _PAD
        if fits and self._y - height < _BOTTOM:
            return False
        page, top = self._page, self._y
        if style is _HEAD:
            ink = " ".join(map(number, _TINT))
            box = " ".join(map(number, (_AREA.x, top - height, _AREA.width, height)))
            page.shape(None, f"{ink} rg {box} re f")
        for index, (lines, area) in enumerate(zip(cells, inner, strict=True)):
            node = None
            if row is not None:
                scope = _COLUMN if style is _HEAD else b"" if index else _ROW_HEAD
                node = row.add("TH" if scope else "TD", scope)
            page.text(node, area.place(lines, style, top - _PAD, "end" if index else "start"), style)
        page.rule(_AREA.x, top - height, _AREA.width, _ACCENT if style is _HEAD else _GRID, 0.7)
        self._y -= height
        return True

    # --- down the pages ---

    def _title(self, words: str) -> _Said:
        return self._text(words, _SECTION, 4, "H2")

    def _text(self, words: str, style: Style, space: float = 3.0, tag: str = "P") -> _Said:
        """A sentence of ours."""
        return _Said(tag, set_text("text", words, style, _AREA.width, _VOICE), style, space)

    def _free(self, where: str, words: str, style: Style = _TEXT, space: float = 3.0) -> _Said:
        """A sentence with facts in it."""
        return _Said("P", set_text(where, words, style, _AREA.width, _VOICE, "free"), style, space)

    def _turn(self) -> None:
        self._page, self._y = self._document.page("P0"), _TOP

    def _block(self, said: Sequence[_Said], *, keep: float = 0.0) -> None:
        """Draws texts together, on the next page where this one has no room for them and `keep` points below."""
        if self._y - sum(one.height for one in said) - keep < _BOTTOM and self._y < _TOP:
            self._turn()
        for one in said:
            if self._y - one.height < _BOTTOM and self._y < _TOP:  # only where a block is higher than a page
                self._turn()
            if one.signs:
                self._to_sign()
                self._y -= one.height
                continue
            self._page.text(self._root.add(one.tag), _AREA.place(one.lines, one.style, self._y), one.style)
            self._y -= one.height

    def _to_sign(self) -> None:
        """Lines for a hand, each with what belongs on it below."""
        width, gap = _AREA.width / len(SIGN), 12.0
        for index, words in enumerate(SIGN):
            area = _AREA.part(index * width, width - gap)
            self._page.rule(area.x, self._y - _LINE_TO_SIGN, area.width, _SOFT, 0.7)
            lines = set_text("text", words, _SMALL, area.width, _VOICE)
            placed = area.place(lines, _SMALL, self._y - _LINE_TO_SIGN - 2)
            self._page.text(self._root.add("P"), placed, _SMALL)
