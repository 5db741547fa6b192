"""Elements of a layout to strips: texts, lines, facts, rows. Each also hangs what it says into the structure."""

import math
from collections.abc import Callable

from certificates.content import ContentError
from certificates.press.areas import Area, Strip, abreast, stacked
from certificates.press.casting import cast
from certificates.press.endorsement import draw_picture, figure, qr, signature, verification
from certificates.press.job import Job, Said, Speaker
from certificates.press.layout import MM, LayoutError, rgb
from certificates.press.layout_parts import (
    QR,
    Activities,
    Address,
    Element,
    Facts,
    Image,
    Listing,
    Row,
    Rule,
    Signature,
    Text,
    Texts,
    Verification,
)
from certificates.press.objects import number
from certificates.press.page import Page, Style
from certificates.press.placeholders import Filled
from certificates.press.setting import Manner, Voice, set_fact, set_headline, set_text
from certificates.press.structure import Node, language_of
from certificates.press.tables import activity_table, listing
from certificates.press.text import Line

_ADDRESS_LINES = 12
_ROW = b"/A<</O/Table/Scope/Row>>"


def compose(job: Job, element: Element, path: str, area: Area) -> list[Strip]:
    """The strips of one element; none where it has nothing to say. Raises ContentError or LayoutError."""
    if element.when is not None and not getattr(job.content, element.when):
        return []
    composer = _COMPOSERS[type(element)]
    return _alike(job, path, job.root, lambda job, _: composer(job, element, path, area))


def _text(job: Job, element: Text, path: str, area: Area) -> list[Strip]:
    texts = job.texts(element.text)
    if not texts:
        return []
    if element.beside == "none":
        texts = texts[:1]
    space = element.space * MM
    if len(texts) == 2 and (element.beside == "columns" or _opposite(job, element)):
        sides = area.halves()
        said = [_said(job, element, path, sides[0].width, *text) for text in texts]
        smaller = min(one.style.size for one in said)
        if element.sizes and any(one.style.size > smaller for one in said):  # both in the size that holds both
            said = [_said(job, element, path, sides[0].width, *text, largest=smaller) for text in texts]
        strips = [
            job.strip(job.root.add(element.tag, job.lang(one.speaker)), one, side, element.align)
            for one, side in zip(said, sides, strict=True)
        ]
        return [abreast(strips, space=space, keep=element.keep)]
    if element.width is not None:
        area = area.inner(min(element.width * MM, area.width), element.align)
    said = [_said(job, element, path, area.width, *text) for text in texts]
    node = job.root.add(element.tag, _language(job, element))
    if element.beside == "line":
        return [stacked([job.in_line(node, said, area)], space=space, keep=element.keep)]
    strips = [job.strip(job.own(node, one.speaker), one, area, element.align) for one in said]
    return [stacked(strips, space=space, keep=element.keep)]


def _opposite(job: Job, element: Text) -> bool:
    """Whether two languages share a line because each begins at an edge of its own."""
    second = job.second
    turned = second is not None and second.voice.rtl != job.first.voice.rtl
    return turned and element.align == "start" and element.beside == "below"


def _said(
    job: Job,
    element: Text,
    path: str,
    width: float,
    speaker: Speaker,
    filled: Filled,
    *,
    largest: float = math.inf,
) -> Said:
    """A text set in its style, or in the first of its sizes that holds it."""
    where = filled.field or f"layout:{path}.text"
    style, voice = job.style(element.style), speaker.voice
    steps = element.sizes
    if speaker is job.second and element.beside_style is not None and not _opposite(job, element):
        style, steps = job.style(element.beside_style), ()
    if element.language != "document":  # its own language shapes it; its side stays that of the page
        voice = Voice(job.content.language if element.language == "holder" else "und", voice.rtl)
    if steps:
        ladder = [(_resized(style, step.size), step.lines) for step in steps if step.size <= largest]
        lines, style = set_headline(
            where, filled.text, ladder, width, voice, even=element.balanced, isolates=filled.isolates
        )
    else:
        manner: Manner = "free" if filled.is_free else "prose"
        if element.balanced or element.align == "middle":
            manner = "even" if element.balanced else "middle"
        lines = set_text(where, filled.text, style, width, voice, manner, filled.isolates)
    return Said(speaker, lines, style, filled.field)


def _resized(style: Style, size: float) -> Style:
    return Style(style.family, size, size * style.leading / style.size, style.colour)


def _language(job: Job, element: Text) -> bytes:
    """The name's own language, where it is not the document's."""
    own = job.content.language
    if element.language != "holder" or own.split("-")[0] == job.first.words.language.split("-")[0]:
        return b""
    return language_of(own)


def _address(job: Job, element: Address, path: str, area: Area) -> list[Strip]:
    issuer, style = job.content.issuer, job.style(element.style)
    lines: list[Line] = []
    for i, text in enumerate(issuer.address):
        lines += set_fact(f"issuer.address.{i}", text, style, area.width, job.first.voice)
    if issuer.contact.strip():
        lines += set_fact("issuer.contact", issuer.contact, style, area.width, job.first.voice)
    if not lines:
        return []
    if len(lines) > _ADDRESS_LINES:
        reason = f"Anschrift und Kontakt brauchen {len(lines)} Zeilen; Platz ist für {_ADDRESS_LINES}."
        raise ContentError("issuer.address", reason)
    node = job.root.add("P")

    def draw(page: Page, top: float) -> None:
        page.text(node, area.place(lines, style, top, element.align), style)

    return [Strip(len(lines) * style.leading, draw, element.space * MM, field="issuer.address")]


def _image(job: Job, element: Image, path: str, area: Area) -> list[Strip]:
    name, picture = job.pictures[path]
    job.fits(f"{path}.width", picture.width, area)
    place = area.inner(picture.width, element.align)
    node = figure(job, element.alt) if element.alt.strip() else None
    draw = draw_picture(node, name, picture, place.x)
    return [Strip(picture.height, draw, element.space * MM)]


def _rule(job: Job, element: Rule, path: str, area: Area) -> list[Strip]:
    length = area.width if element.length is None else element.length * MM
    job.fits(f"{path}.length", length, area)
    place = area.inner(length, element.align)
    colour, weight = rgb(element.colour), element.weight
    if element.ornament == "none":

        def draw(page: Page, top: float) -> None:
            page.rule(place.x, top - weight / 2, place.width, colour, weight)

        return [Strip(weight, draw, element.space * MM)]
    side = 4.0
    wing = (length - 5 * side) / 2

    def ornament(page: Page, top: float) -> None:
        middle, y = place.x + length / 2, top - side
        page.rule(place.x, y, wing, colour, weight)
        page.rule(place.x + length - wing, y, wing, colour, weight)
        corners = ((middle, y + side), (middle + side, y), (middle, y - side), (middle - side, y))
        path_ = " l ".join(f"{number(x)} {number(y)}" for x, y in corners).replace(" l ", " m ", 1)
        page.shape(None, f"{' '.join(map(number, colour))} rg {path_} l f")

    return [Strip(2 * side, ornament, element.space * MM)]


def _facts(job: Job, element: Facts, path: str, area: Area) -> list[Strip]:
    """A table of two columns; each row heads itself. In two languages: "Zeitraum / الفترة"."""
    style, label_style = job.style(element.style), job.style(element.label_style)
    label_width = element.label_width * MM
    if job.second is not None and element.beside_label_width is not None:
        label_width = element.beside_label_width * MM
    job.fits(f"{path}.label_width", label_width + 50, area)
    label_area = area.part(0, label_width - 6)
    value_area = area.part(label_width, area.width - label_width)
    strips: list[Strip] = []
    table: Node | None = None
    for i, fact in enumerate(element.rows):
        where = f"{path}.rows.{i}"

        def label(job: Job, row: Node, texts: Texts = fact.label, where: str = f"{where}.label") -> list[Strip]:
            said = job.say(texts, label_style, label_area.width, where)
            return [job.in_line(row.add("TH", _ROW), said, label_area)] if said else []

        def value(job: Job, row: Node, texts: Texts = fact.value, where: str = f"{where}.value") -> list[Strip]:
            said = job.say(texts, style, value_area.width, where)
            return [job.side_by_side(row.add("TD"), said, value_area)] if said else []

        row = Node("TR")
        head = _alike(job, f"{where}.label", row, label)
        cell = _alike(job, f"{where}.value", row, value)
        if not head or not cell:
            continue
        table = table or job.root.add("Table")
        table.kids.append(row)
        strips.append(abreast([*head, *cell], space=1.0 if strips else element.space * MM))
    return strips


def _alike(job: Job, path: str, parent: Node, make: Callable[[Job, Node], list[Strip]]) -> list[Strip]:
    return cast(job, path, parent, make) if path in job.alike else make(job, parent)


def _row(job: Job, element: Row, path: str, area: Area) -> list[Strip]:
    gap = element.gap * MM
    fixed = sum(column.width * MM for column in element.columns if column.width is not None)
    open_ = [column for column in element.columns if column.width is None]
    left = area.width - fixed - gap * (len(element.columns) - 1)
    if left < (20.0 * len(open_) if open_ else -0.5):
        raise LayoutError(path, "Die Spalten sind zusammen breiter als der Platz, der für sie da ist.")
    strips: list[Strip] = []
    start = 0.0
    for j, column in enumerate(element.columns):
        width = left / len(open_) if column.width is None else column.width * MM
        part, inside = area.part(start, width), []
        for i, one in enumerate(column.elements):
            inside += compose(job, one, f"{path}.columns.{j}.elements.{i}", part)
        if inside:
            strips.append(stacked(inside))
        start += width + gap
    at_foot, least = element.stand == "bottom", element.height * MM
    return [abreast(strips, at_foot=at_foot, least=least, space=element.space * MM)] if strips else []


_COMPOSERS: dict[type[Element], Callable[..., list[Strip]]] = {
    Text: _text,
    Address: _address,
    Image: _image,
    Rule: _rule,
    Facts: _facts,
    Row: _row,
    Activities: activity_table,
    Listing: listing,
    Signature: signature,
    QR: qr,
    Verification: verification,
}
