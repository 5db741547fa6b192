"""What runs over pages: the table of activities with its repeated head, and lists of competences and trainings."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from certificates.press.areas import Area, Strip, abreast, stacked
from certificates.press.casting import cast
from certificates.press.job import Job, Said, Speaker
from certificates.press.layout import MM, rgb
from certificates.press.layout_parts import Activities, Listing
from certificates.press.page import Page, Style
from certificates.press.setting import Manner, set_fact, set_text
from certificates.press.structure import Node
from certificates.press.wording import wording

_ROW_SPACE = 7.0
_LEAST_TITLE = 60.0  # points: narrower than that every word would be cut
_COLUMN_GAP = 12.0
_COLUMN = b"/A<</O/Table/Scope/Column>>"
_WIDE_ROW = b"/A<</O/Table/Scope/Row/ColSpan 2>>"
_BULLET_WIDTH = 14.0


class _Columns(NamedTuple):
    """The areas of a table; hours and minutes stand in one column, each flush with its end."""

    title: Area
    organisation: Area
    hours: Area
    minutes_width: float


def activity_table(job: Job, element: Activities, path: str, area: Area) -> list[Strip]:
    """A table whose head repeats. No row is divided, and the sum is never alone on a page."""
    content = job.content
    if not content.activities:
        return []
    strong = job.style(element.strong_style)
    job.fits(path, (element.hours_width + element.organisation_width) * MM + _LEAST_TITLE, area)
    columns = _columns(job, element, area)
    table = job.root.add("Table")

    def head(job: Job, table: Node) -> list[Strip]:
        return [_head(job, element, path, columns, area, table.add("TR"))]

    def total(job: Job, row: Node) -> list[Strip]:
        said = job.say("{wording.total}", strong, columns.title.width, path)
        return [job.in_line(row.add("TH", _WIDE_ROW), said, columns.title)]

    def repeated() -> Strip:
        return _head(job, element, path, columns, area, None)

    (first,) = strips = cast(job, (path, "head"), table, head)
    first.space, first.keep = element.space * MM, True
    for i, activity in enumerate(content.activities):
        row = table.add("TR")
        cells = _names(job, element, path, columns, row, i)
        duration = _duration_cell(job, path, row, activity.minutes, element.style, columns)
        strips.append(_ruled([*cells, *duration], area, element))
    row = table.add("TR")
    cells = cast(job, (path, "total"), row, total)
    duration = _duration_cell(job, path, row, content.minutes_total or 0, element.strong_style, columns)
    sum_ = abreast([*cells, *duration])
    strips[-1].keep = True
    strips.append(_padded(sum_))
    for strip in strips[1:]:
        strip.head = repeated
    return strips


def _names(job: Job, element: Activities, path: str, columns: _Columns, row: Node, index: int) -> list[Strip]:
    """The cells of an activity's title and organisation."""
    activity, style = job.content.activities[index], job.style(element.style)

    def make(job: Job, row: Node) -> list[Strip]:
        where = f"activities.{index}"
        title = _cell(job, row.add("TD"), f"{where}.title", activity.title, style, columns.title)
        organisation = activity.organisation
        cell = _cell(job, row.add("TD"), f"{where}.organisation", organisation, style, columns.organisation)
        return [abreast([title, cell])]

    return cast(job, (path, activity.title, activity.organisation), row, make)


def _duration_cell(job: Job, path: str, row: Node, minutes: int, style: str, columns: _Columns) -> list[Strip]:
    def make(job: Job, row: Node) -> list[Strip]:
        return [_duration(job, row.add("TD"), minutes, job.style(style), columns)]

    return cast(job, (path, style, minutes, columns.minutes_width), row, make)


def _columns(job: Job, element: Activities, area: Area) -> _Columns:
    """The hours are as wide as the layout says, the minutes in them as wide as the widest."""
    hours, organisation = element.hours_width * MM, element.organisation_width * MM
    title = area.width - hours - organisation - _COLUMN_GAP
    strong = job.style(element.strong_style)
    widest = 0.0
    rests = {activity.minutes % 60 for activity in job.content.activities} | {(job.content.minutes_total or 0) % 60}
    for speaker in (one for one in job.speakers() if one.voice.rtl == area.rtl):
        for minutes in rests:
            if text := _parts(speaker.words.language, minutes)[1]:
                lines = set_text("minutes", text, strong, 500, speaker.voice)
                widest = max(widest, lines[0].width * strong.size)
    return _Columns(
        area.part(0, title),
        area.part(title + _COLUMN_GAP, organisation - _COLUMN_GAP),
        area.part(title + _COLUMN_GAP + organisation, hours),
        widest + 4 if widest else 0.0,
    )


def _head(job: Job, element: Activities, path: str, columns: _Columns, area: Area, row: Node | None) -> Strip:
    """The head of the table; a repeated one (`row` is None) is decoration to a screen reader."""
    style, colour = job.style(element.head_style), rgb(element.head_colour)
    cells = []
    for template, column in (
        ("{wording.activity}", columns.title),
        ("{wording.organisation}", columns.organisation),
        ("{wording.hours}", columns.hours),
    ):
        node = row.add("TH", _COLUMN) if row is not None else None
        said = job.say(template, style, column.width, path)
        cells.append(job.in_line(node, said, column, "end" if column is columns.hours else "start"))
    whole = abreast(cells)

    def draw(page: Page, top: float) -> None:
        whole.draw(page, top)
        page.rule(area.x, top - whole.height - 4, area.width, colour, 0.8)

    return Strip(whole.height + 6, draw)


def _cell(job: Job, node: Node, field: str, text: str, style: Style, area: Area, manner: Manner = "listed") -> Strip:
    lines = set_fact(field, text, style, area.width, job.first.voice, manner)

    def draw(page: Page, top: float) -> None:
        page.text(node, area.place(lines, style, top), style)

    return Strip(len(lines) * style.leading, draw)


def _duration(job: Job, node: Node, minutes: int, style: Style, columns: _Columns) -> Strip:
    """Hours and minutes, each flush with the end of the line, so that a column can be read down."""
    area = columns.hours
    hours_area = area.part(0, area.width - columns.minutes_width)

    def strip(speaker: Speaker) -> Strip:
        owner = job.own(node, speaker)
        if speaker.voice.rtl != area.rtl:  # written against the page, hours and minutes would change places
            whole = set_text("minutes", speaker.words.duration_text(minutes), style, area.width, speaker.voice)
            return Strip(style.leading, lambda page, top: page.text(owner, area.place(whole, style, top, "end"), style))
        hours, rest = (
            set_text("minutes", text, style, area.width, speaker.voice) if text else ()
            for text in _parts(speaker.words.language, minutes)
        )

        def draw(page: Page, top: float) -> None:
            placed = [*hours_area.place(hours, style, top, "end"), *area.place(rest, style, top, "end")]
            page.text(owner, placed, style)

        return Strip(style.leading, draw)

    said = {_parts(speaker.words.language, minutes): speaker for speaker in reversed(job.speakers())}
    return stacked([strip(speaker) for speaker in reversed(said.values())])


@lru_cache(maxsize=8_192)
def _parts(language: str, minutes: int) -> tuple[str, str]:
    """Hours and minutes in words; many activities last as long as others."""
    return wording(language).duration(minutes)


def _padded(strip: Strip) -> Strip:
    def draw(page: Page, top: float) -> None:
        strip.draw(page, top - _ROW_SPACE / 2)

    return Strip(strip.height + _ROW_SPACE, draw)


def _ruled(cells: Sequence[Strip], area: Area, element: Activities) -> Strip:
    """A row with the line below it."""
    height = max([cell.height for cell in cells]) + _ROW_SPACE
    colour = rgb(element.colour)

    def draw(page: Page, top: float) -> None:
        for cell in cells:
            cell.draw(page, top - _ROW_SPACE / 2)
        page.rule(area.x, top - height, area.width, colour)

    return Strip(height, draw)


def listing(job: Job, element: Listing, path: str, area: Area) -> list[Strip]:
    """Items with bullets; a competence is its title and below it the example that shows it."""
    competences = element.type == "competences"
    count = len(job.content.competences if competences else job.content.trainings)
    if not count:
        return []
    style = job.style(element.style)
    bullet = set_text(f"layout:{path}", "•", style, area.width, job.first.voice)
    inner = area.part(_BULLET_WIDTH, area.width - _BULLET_WIDTH)
    items = job.root.add("L")
    strips: list[Strip] = []
    for i in range(count):
        node = items.add("LI")
        label = node.add("Lbl")

        def draw_bullet(page: Page, top: float, label: Node = label) -> None:
            page.text(label, area.part(2, area.width).place(bullet, style, top), style)

        body = node.add("LBody")
        if competences:
            text = _competence(job, element, i, body, inner)
        else:
            text = _cell(job, body, f"trainings.{i}", job.content.trainings[i], style, inner)
        strips.append(abreast([Strip(style.leading, draw_bullet), text], space=3.0 if strips else element.space * MM))
    return strips


def _competence(job: Job, element: Listing, index: int, body: Node, area: Area) -> Strip:
    """Its title, in two languages "العمل ضمن فريق / Teamfähigkeit", and its example."""
    competence, strong = job.content.competences[index], job.style(element.strong_style)
    path = f"competences.{index}"
    lines = set_fact(f"{path}.title", competence.title, strong, area.width, job.first.voice, "free")
    titles = [Said(job.first, lines, strong, f"{path}.title")]
    if job.second is not None and competence.title_beside.strip():
        field = f"{path}.title_beside"
        lines = set_fact(field, competence.title_beside, strong, area.width, job.second.voice, "free")
        titles.append(Said(job.second, lines, strong, field))
    strips = [job.in_line(body, titles, area)]
    if competence.example.strip():
        strips.append(_cell(job, body, f"{path}.example", competence.example, job.style(element.style), area, "free"))
    return stacked(strips)


def activities_in_lines(job: Job, element: Activities, parent: Node, area: Area) -> list[Strip]:
    """Each activity in the middle of the page, its organisation below it."""
    style, strong = job.style(element.style), job.style(element.strong_style)
    area = _measure(element, area)
    strips: list[Strip] = []
    for i, activity in enumerate(job.content.activities):
        for field, text, style_, space in (
            ("title", activity.title, strong, 6.0 if i else element.space * MM),
            ("organisation", activity.organisation, style, 0.0),
        ):
            strips.append(_middle(job, parent, f"activities.{i}.{field}", text, style_, area, space))
    return strips


def running_activities(job: Job, element: Activities, parent: Node, area: Area) -> list[Strip]:
    """The same as one paragraph."""
    text = " · ".join(f"{activity.title} ({activity.organisation})" for activity in job.content.activities)
    return [_middle(job, parent, "activities", text, job.style(element.style), area, element.space * MM)]


def more_elsewhere(job: Job, element: Activities, parent: Node, area: Area, path: str) -> list[Strip]:
    """The sentence that leads to the next page."""
    found = job.say("{wording.thanks_more}", job.style(element.style), area.width, path)
    strips = [job.strip(job.own(parent.add("P"), said.speaker), said, area, "middle") for said in found]
    return [stacked(strips, space=element.space * MM)]


def activity_pages(job: Job, element: Activities, path: str, area: Area) -> list[Strip]:
    """The activities on pages of their own, where they are too many for the first."""
    style, strong = job.style(element.style), job.style(element.strong_style)
    colour = rgb(element.colour)
    heading = job.in_line(job.root.add("H2"), job.say("{wording.activities}", strong, area.width, path), area)
    heading.keep = True
    strips = [heading]
    items = job.root.add("L")
    for i, activity in enumerate(job.content.activities):
        body = items.add("LI").add("LBody")
        texts = stacked(
            [
                _cell(job, body, f"activities.{i}.title", activity.title, strong, area),
                _cell(job, body, f"activities.{i}.organisation", activity.organisation, style, area),
            ]
        )

        def draw(page: Page, top: float, texts: Strip = texts) -> None:
            texts.draw(page, top - 4)
            page.rule(area.x, top - texts.height - 8, area.width, colour)

        strips.append(Strip(texts.height + 8, draw))
    return strips


def _measure(element: Activities, area: Area) -> Area:
    return area if element.width is None else area.inner(min(element.width * MM, area.width), "middle")


def _middle(job: Job, parent: Node, field: str, text: str, style: Style, area: Area, space: float) -> Strip:
    lines = set_fact(field, text, style, area.width, job.first.voice, "middle")
    node = parent.add("P")

    def draw(page: Page, top: float) -> None:
        page.text(node, area.place(lines, style, top, "middle"), style)

    return Strip(len(lines) * style.leading, draw, space, field="activities")
