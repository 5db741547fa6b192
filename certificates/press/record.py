"""The record (Tätigkeitsnachweis) and, with competences, the Kompetenznachweis, over as many pages as it needs."""

from certificates.content import CertificateContent, ContentError
from certificates.press.closing import Closing
from certificates.press.document import PAGE_HEIGHT
from certificates.press.flow import Flow, place
from certificates.press.setting import headline
from certificates.press.structure import Node, language_of
from certificates.press.styles import (
    BODY,
    BOTTOM,
    CELL,
    GOLD,
    HEAD_CELL,
    LABEL,
    LEFT,
    LETTERHEAD,
    PALE,
    RECORD_TITLE,
    RIGHT,
    SMALL,
    STRONG_CELL,
    WIDTH,
    latin_ladder,
    name_ladder,
)
from certificates.press.text import Line
from certificates.press.wording import Wording

_LETTERHEAD_WIDTH = WIDTH - 80  # the rosette stands beside it
_LETTERHEAD_LINES = 12
_LABEL_WIDTH = 92.0
_ORGANISATION_X = LEFT + 218
_ORGANISATION_WIDTH = 138.0
_TITLE_WIDTH = 206.0
_MINUTES_WIDTH = 42.0  # holds "59 Min." and a gap: hours and minutes each stand flush right
_ROW_SPACE = 7.0

_COLUMN = b"/A<</O/Table/Scope/Column>>"
_ROW = b"/A<</O/Table/Scope/Row>>"
_WIDE_ROW = b"/A<</O/Table/Scope/Row/ColSpan 2>>"


def press_record(content: CertificateContent, words: Wording) -> bytes:
    """The finished file. Raises ContentError."""
    return _Record(content, words).press()


class _Record:
    def __init__(self, content: CertificateContent, words: Wording) -> None:
        self.content = content
        self.words = words
        self.flow = Flow(content, words, first="record", top=PAGE_HEIGHT - 52)

    def press(self) -> bytes:
        """Letterhead, title and name, facts, activities, competences; then what it rests on and who signs."""
        content, flow = self.content, self.flow
        self._letterhead()
        self._title()
        self._facts()
        self._activities()
        if content.kind == "competence":
            self._competences()
        closing = Closing(flow)
        basis = self._basis_lines()
        flow.need(14 + len(basis) * BODY.leading + 12 + closing.height)
        flow.y -= 14
        flow.write(flow.root.add("P"), basis, BODY)
        at_foot = BOTTOM + closing.height
        # On page 1 the signature stands at the foot; a later page that is nearly empty would tear it from its text.
        closing.write(at_foot if flow.page.index == 0 else max(at_foot, flow.y - 30))
        return flow.finish()

    def _letterhead(self) -> None:
        flow, issuer = self.flow, self.content.issuer
        node = flow.root.add("P")
        flow.write(node, flow.set("issuer.name", issuer.name, LETTERHEAD, _LETTERHEAD_WIDTH), LETTERHEAD)
        lines: list[Line] = []
        for i, text in enumerate(issuer.address):
            lines += flow.set(f"issuer.address.{i}", text, SMALL, _LETTERHEAD_WIDTH)
        if issuer.contact.strip():
            lines += flow.set("issuer.contact", issuer.contact, SMALL, _LETTERHEAD_WIDTH)
        if len(lines) > _LETTERHEAD_LINES:
            reason = f"Anschrift und Kontakt brauchen {len(lines)} Zeilen; Platz ist für {_LETTERHEAD_LINES}."
            raise ContentError("issuer.address", reason)
        if lines:
            flow.write(flow.root.add("P"), lines, SMALL)
        flow.y = min(flow.y, PAGE_HEIGHT - 108)

    def _title(self) -> None:
        content, words, flow = self.content, self.words, self.flow
        flow.y -= 16
        flow.write(flow.root.add("H1"), flow.set("kind", words.title[content.kind], RECORD_TITLE), RECORD_TITLE)
        flow.write(flow.root.add("P"), flow.set("kind", words.record_subtitle[content.unpaid], LABEL), LABEL)
        flow.y -= 10
        flow.page.rule(LEFT, flow.y, 60, GOLD, 1.5)
        flow.y -= 12
        lines, style = headline("name", content.name, name_ladder(25), WIDTH, language=content.language, even=False)
        flow.write(flow.root.add("P", self._foreign()), lines, style)
        if content.name_latin.strip():
            lines, style = headline(
                "name_latin", content.name_latin, latin_ladder()[1:], WIDTH, language="und", even=False
            )
            flow.write(flow.root.add("P"), lines, style)
        flow.y -= 8

    def _foreign(self) -> bytes:
        """The name's own language, where it is not the document's."""
        own = self.content.language
        return b"" if own.split("-")[0] == self.words.language else language_of(own)

    def _facts(self) -> None:
        content, words = self.content, self.words
        facts: list[tuple[str, str, list[str]]] = []
        if content.role.strip():
            facts.append(("role", words.role, [content.role]))
        if content.period is not None:
            facts.append(("period", words.period, [words.span(content.period)]))
        if content.minutes_total is not None:
            facts.append(("minutes_total", words.hours, [words.duration_text(content.minutes_total)]))
        if content.years:
            facts.append(("years", words.years, self._years()))
        if content.unpaid:
            facts.append(("unpaid", words.manner, [words.unpaid]))
        table = self.flow.root.add("Table")
        for field, label, texts in facts:
            lines = [line for text in texts for line in self.flow.set(field, text, BODY, WIDTH - _LABEL_WIDTH)]
            self.flow.need(len(lines) * BODY.leading)
            row = table.add("TR")
            head = self.flow.set(field, label, LABEL)
            self.flow.page.text(row.add("TH", _ROW), place(head, LABEL, self.flow.y), LABEL)
            self.flow.write(row.add("TD"), lines, BODY, x=LEFT + _LABEL_WIDTH)
            self.flow.y -= 1

    def _years(self) -> list[str]:
        """Hours per year, as many to a line as fit: "2024: 88 Std. · 2025: 87 Std. 15 Min."."""
        lines: list[str] = []
        for year in self.content.years:
            item = f"{year.year}: {self.words.duration_text(year.minutes)}"
            longer = f"{lines[-1]} · {item}" if lines else item
            if lines and len(self.flow.set("years", longer, BODY, WIDTH - _LABEL_WIDTH)) == 1:
                lines[-1] = longer
            else:
                lines.append(item)
        return lines

    def _activities(self) -> None:
        """A table whose head repeats. No row is divided, and the sum is never alone on a page."""
        content, flow = self.content, self.flow
        rows = []
        for i, activity in enumerate(content.activities):
            title = flow.set(f"activities.{i}.title", activity.title, CELL, _TITLE_WIDTH)
            organisation = flow.set(f"activities.{i}.organisation", activity.organisation, CELL, _ORGANISATION_WIDTH)
            rows.append((title, organisation, activity.minutes))
        heights = [max(len(title), len(organisation)) * CELL.leading + _ROW_SPACE for title, organisation, _ in rows]
        total = content.minutes_total if content.minutes_total is not None else 0
        sum_height = STRONG_CELL.leading + _ROW_SPACE
        head_height = HEAD_CELL.leading + 6
        flow.section(self.words.activities, head_height + heights[0] + (sum_height if len(rows) == 1 else 0))
        table = flow.root.add("Table")
        self._activities_head(table.add("TR"))
        for i, (title, organisation, minutes) in enumerate(rows):
            is_last = i == len(rows) - 1
            if flow.need(heights[i] + (sum_height if is_last else 0)):
                self._activities_head(None)
            row = table.add("TR")
            top = flow.y - _ROW_SPACE / 2
            flow.page.text(row.add("TD"), place(title, CELL, top), CELL)
            flow.page.text(row.add("TD"), place(organisation, CELL, top, x=_ORGANISATION_X), CELL)
            self._duration(row.add("TD"), minutes, top)
            flow.y -= heights[i]
            flow.page.rule(LEFT, flow.y, WIDTH, PALE)
        row = table.add("TR")
        top = flow.y - _ROW_SPACE / 2
        flow.page.text(
            row.add("TH", _WIDE_ROW), place(flow.set("", self.words.total, STRONG_CELL), STRONG_CELL, top), STRONG_CELL
        )
        self._duration(row.add("TD"), total, top, strong=True)
        flow.y -= sum_height

    def _activities_head(self, row: Node | None) -> None:
        """The head of the table; a repeated one (`row` is None) is decoration to a screen reader."""
        words, flow = self.words, self.flow
        for text, x, align in (
            (words.activity, LEFT, "left"),
            (words.organisation, _ORGANISATION_X, "left"),
            (words.hours, LEFT, "right"),
        ):
            placed = place(
                flow.set("", text, HEAD_CELL),
                HEAD_CELL,
                flow.y,
                x=x,
                align="right" if align == "right" else "left",
            )
            flow.page.text(row.add("TH", _COLUMN) if row else None, placed, HEAD_CELL)
        flow.y -= HEAD_CELL.leading + 6
        flow.page.rule(LEFT, flow.y + 2, WIDTH, GOLD, 0.8)

    def _duration(self, node: Node, minutes: int, top: float, *, strong: bool = False) -> None:
        """Hours and minutes, each flush right, so that a column can be read down."""
        style = STRONG_CELL if strong else CELL
        placed = []
        for text, edge in zip(self.words.duration(minutes), (RIGHT - _MINUTES_WIDTH, RIGHT), strict=True):
            if text:
                placed += place(self.flow.set("minutes", text, style), style, top, x=0, width=edge, align="right")
        self.flow.page.text(node, placed, style)

    def _competences(self) -> None:
        flow = self.flow
        items = [
            flow.set(f"competences.{i}", text, BODY, WIDTH - 14) for i, text in enumerate(self.content.competences)
        ]
        intro = flow.set("", self.words.competences_text, BODY)
        flow.section(self.words.competences, (len(intro) + len(items[0])) * BODY.leading)
        flow.write(flow.root.add("P"), intro, BODY)
        bullet = flow.set("", "•", BODY)
        items_node = flow.root.add("L")
        for lines in items:
            flow.need(len(lines) * BODY.leading)
            item = items_node.add("LI")
            flow.page.text(item.add("Lbl"), place(bullet, BODY, flow.y, x=LEFT + 2), BODY)
            flow.write(item.add("LBody"), lines, BODY, x=LEFT + 14)

    def _basis_lines(self) -> list[Line]:
        evidence = self.content.evidence
        text = self.words.evidence[evidence] + " " if evidence is not None else ""
        return self.flow.set("evidence", text + self.words.record_thanks, BODY)
