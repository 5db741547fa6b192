"""The interpreter of layouts: content and layout in, a file out.

1. Each element becomes strips (`blocks`), each text set in the languages of the document.
2. Strips go down the page: all on one, or over as many as it takes.
3. What repeats is added when the number of pages is known.
"""

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from certificates.content import CertificateContent, ContentError
from certificates.press.areas import Area, Strip, height_of, stacked
from certificates.press.blocks import compose
from certificates.press.casting import alike
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, Document, Picture
from certificates.press.job import Job, Speaker
from certificates.press.layout import MM, Layout, LayoutError, rgb
from certificates.press.layout_parts import Activities, Align, Element, Texts
from certificates.press.metadata import About
from certificates.press.page import Page, Style
from certificates.press.pictures import Scaled
from certificates.press.placeholders import Choice
from certificates.press.plate import decoration
from certificates.press.setting import set_text
from certificates.press.structure import Node
from certificates.press.tables import activities_in_lines, activity_pages, more_elsewhere, running_activities
from certificates.press.wording import wording

_TIGHTEST = 0.45  # the least share of the space between elements that still looks right
_SHARE_ABOVE = 0.4  # of the free space: a little above the middle looks centred
_HEAD_TOP, _FOOT_TOP = 44.0, 53.0  # of the lines that repeat: from the upper edge, from the lower edge
_LOOSE = 30.0  # points between the last line and what stands at the foot of a later page


class Composer:
    """Composes one document."""

    def __init__(self, content: CertificateContent, layout: Layout) -> None:
        """Raises nothing: what cannot be printed shows while it is composed."""
        first = Speaker.of(wording(content.language))
        second = Speaker.of(wording(content.beside)) if content.beside else None
        if second is not None and second.words.language == first.words.language:
            second = None
        title = first.words.title[content.kind]
        about = About(
            title=f"{title} – {content.name}",
            author=content.issuer.name,
            subject=f"{title} {first.words.number} {content.number}",
            language=first.words.language,
            date=content.issued_on,
            seal=first.words.seal,
        )
        rtl = first.voice.rtl
        prepared = _prepared(layout, mirrored=rtl)
        document = Document(about, prepared.plates, prepared.resources)
        choice = Choice.of(content)
        other = second.words.language if second else ""
        scope = _scope(layout, first.words.language, other, choice, content.issuer, content.issued_on)
        self._job = Job(content, choice, layout, first, second, document, prepared.pictures, scope, prepared.alike)
        setup = layout.page
        side = setup.side * MM
        self._area = Area(side, PAGE_WIDTH - 2 * side, rtl)
        self._top = PAGE_HEIGHT - setup.top * MM
        self._next_top = PAGE_HEIGHT - setup.next_top * MM
        self._bottom = setup.bottom * MM

    def compose(self) -> Document:
        """The document, complete but for its end. Raises ContentError or LayoutError."""
        layout = self._job.layout
        first = self._job.document.page("P0")
        if layout.page.fill == "one":
            self._on_one_page(first)
        else:
            self._over_pages(first)
        self._repeat()
        return self._job.document

    def _strips(self, elements: Sequence[Element], path: str, page: Page, *, first: int = 0) -> list[Strip]:
        """The strips that flow; what has a box of its own is drawn at once."""
        found: list[Strip] = []
        for i, element in enumerate(elements, first):
            strips = compose(self._job, element, f"{path}.{i}", self._area_of(element))
            if element.box is None:
                found += strips
            elif strips:
                block, top = stacked(strips), PAGE_HEIGHT - element.box.y * MM
                if block.height > top or element.box.x + element.box.width > PAGE_WIDTH / MM:
                    raise LayoutError(f"{path}.{i}.box", "Das Element ragt über den Rand der Seite.")
                block.draw(page, top)
        return found

    def _area_of(self, element: Element) -> Area:
        if element.box is None:
            return self._area
        return Area(0, PAGE_WIDTH, self._area.rtl).part(element.box.x * MM, element.box.width * MM)

    def _over_pages(self, page: Page) -> None:
        layout = self._job.layout
        strips = self._strips(layout.elements, "elements", page)
        foot = self._strips(layout.foot, "foot", page)
        if foot:
            strips.append(stacked(foot, space=foot[0].space))
        self._down(strips, page, self._top, has_foot=bool(foot))

    def _down(self, strips: Sequence[Strip], page: Page, y: float, *, has_foot: bool = False) -> None:
        """Strips down the page and over to the next; those that keep together stay on one."""
        fresh, start = True, 0
        while start < len(strips):
            end = start + 1
            while end < len(strips) and strips[end - 1].keep:
                end += 1
            group = strips[start:end]
            if not fresh and y - height_of(group) < self._bottom - 0.01:
                page, y, fresh = self._job.document.page("P1"), self._next_top, True
                if group[0].head is not None:
                    head = group[0].head()
                    head.draw(page, y)
                    y -= head.height
            for i, strip in enumerate(group, start):
                y -= 0 if fresh else strip.space
                fresh = False
                if has_foot and i == len(strips) - 1:
                    y = self._foot_top(page, y, strip)
                if y - strip.height < self._bottom - 0.01:
                    raise self._too_high(strip)
                strip.draw(page, y)
                y -= strip.height
            start = end

    def _foot_top(self, page: Page, y: float, foot: Strip) -> float:
        """At the foot of page 1; on a later page, which may be nearly empty, close to its text."""
        lowest = self._bottom + foot.height
        return min(y, lowest) if page.index == 0 else min(y, max(lowest, y - _LOOSE))

    def _too_high(self, strip: Strip) -> ContentError:
        if strip.field:
            return ContentError(strip.field, "Der Text ist zu lang: Er passt nicht auf eine Seite. Bitte kürzen.")
        return LayoutError("elements", "Ein Element ist höher als die Seite.")

    def _on_one_page(self, page: Page) -> None:
        """All on the first page; the activities, where they are too many for it, on pages of their own."""
        job, elements = self._job, self._job.layout.elements
        at = next((i for i, one in enumerate(elements) if isinstance(one, Activities)), len(elements))
        element = elements[at] if at < len(elements) else None
        before = self._strips(elements[:at], "elements", page)
        place = len(job.root.kids)  # in reading order
        after = self._strips(elements[at + 1 :], "elements", page, first=at + 1)
        foot = [
            stacked(strips, space=strips[0].space) for strips in [self._strips(job.layout.foot, "foot", page)] if strips
        ]
        room = self._top - self._bottom - height_of(foot)
        middle: list[Strip] = []
        if isinstance(element, Activities) and job.content.activities:
            middle, later = self._activities(
                element, f"elements.{at}", place, room - height_of([*before, *after], _TIGHTEST)
            )
        else:
            later = []
        strips = [*before, *middle, *after]
        spare = room - height_of(strips)
        tightness = 1.0
        if spare < 0:  # before anything is refused, the space between the elements shrinks
            tightness = 1 + spare / max(sum(strip.space for strip in strips), 0.01)
            spare = 0.0
        if tightness < _TIGHTEST:
            raise self._does_not_fit(strips)
        y = self._top - spare * _SHARE_ABOVE
        for strip in strips:
            y -= strip.space * tightness
            strip.draw(page, y)
            y -= strip.height
        for strip in foot:
            strip.draw(page, self._bottom + strip.height)
        if later:
            self._down(later, job.document.page("P1"), self._next_top)

    def _does_not_fit(self, strips: Sequence[Strip]) -> ContentError:
        personal = [strip for strip in strips if strip.field]
        if not personal:
            return LayoutError("elements", "Die Elemente passen zusammen nicht auf die Seite.")
        reason = "Die Texte passen zusammen nicht auf die Urkunde. Dieser braucht am meisten Platz, bitte kürzen."
        return ContentError(max(personal, key=lambda strip: strip.height).field, reason)

    def _activities(self, element: Activities, path: str, place: int, room: float) -> tuple[list[Strip], list[Strip]]:
        """What stands on the first page, and on later ones: the fullest way to list the activities that it can hold."""
        job = self._job
        for way in (activities_in_lines, running_activities):
            parent = Node("Div")
            strips = way(job, element, parent, self._area)
            if height_of(strips, _TIGHTEST) <= room:
                job.root.kids[place:place] = parent.kids
                return strips, []
        parent = Node("Div")
        more = more_elsewhere(job, element, parent, self._area, path)
        job.root.kids[place:place] = parent.kids
        return more, activity_pages(job, element, path, self._area)

    def _repeat(self) -> None:
        """The head from the second page on, and the foot with the page number."""
        job, running = self._job, self._job.layout.running
        style, colour = job.style(running.style), rgb(running.colour)
        pages, area = job.document.pages, self._area
        for page in pages:
            if page.index:
                top = PAGE_HEIGHT - _HEAD_TOP
                self._line(page, top, running.head_start, running.head_end, style)
                page.rule(area.x, top - style.leading - 5, area.width, colour)
            if (page.index or running.first) and (len(pages) > 1 or running.always):
                page.rule(area.x, _FOOT_TOP + 2, area.width, colour)
                self._line(page, _FOOT_TOP, running.foot_start, running.foot_end, style)

    def _line(self, page: Page, top: float, start: Texts, end: Texts, style: Style) -> None:
        """Two texts in one line. One too long for its half is cut: page 1 has it in full."""
        job, half = self._job, self._area.width / 2 - 8
        figures = {"{page}": str(page.index + 1), "{pages}": str(len(job.document.pages))}
        sides: tuple[tuple[Texts, Align], ...] = ((start, "start"), (end, "end"))
        for texts, align in sides:
            filled = job.fill(texts, job.first)
            if filled is None:
                continue
            text, where = filled.text, filled.field or "layout:running"
            if not filled.field:
                for mark, figure in figures.items():
                    text = text.replace(mark, figure)
            lines = set_text(where, text, style, half, job.first.voice, "cut", filled.isolates)[:1]
            page.text(None, self._area.place(lines, style, top, align), style)


class _Prepared(NamedTuple):
    """What all documents of a layout share: plates and pictures by resource name, pictures by path, and `alike`."""

    plates: dict[str, bytes]
    resources: dict[str, Picture]
    pictures: dict[str, tuple[str, Scaled]]
    alike: frozenset[str]


@lru_cache(maxsize=64)
def _prepared(layout: Layout, *, mirrored: bool) -> _Prepared:
    plates = {
        "P0": decoration(layout.decoration, mirrored=mirrored),
        "P1": decoration(layout.next_decoration, mirrored=mirrored),
    }
    pictures = {path: (f"I{i}", picture) for i, (path, picture) in enumerate(layout.pictures().items())}
    return _Prepared(plates, {name: picture.picture for name, picture in pictures.values()}, pictures, alike(layout))


@lru_cache(maxsize=256)
def _scope(*shared: Hashable) -> object:
    """One object for all documents that have these in common."""
    del shared
    return object()


def compose_document(content: CertificateContent, layout: Layout) -> Document:
    """The document, ready to be finished. Raises ContentError, or LayoutError where the layout itself is at fault."""
    if layout.kind != content.kind:
        raise LayoutError("kind", f"Das Layout ist für „{layout.kind}“, der Inhalt ist „{content.kind}“.")
    return Composer(content, layout).compose()
