"""Who answers for a document and how it is verified: place and date, signature, QR code, number, code, address."""

from certificates.press.areas import Area, Draw, Strip, abreast, stacked
from certificates.press.casting import cast
from certificates.press.job import Job, Said
from certificates.press.layout import MM, rgb
from certificates.press.layout_parts import QR, Signature, Verification
from certificates.press.objects import number, text_string
from certificates.press.page import Link, Page, Style
from certificates.press.pictures import Scaled
from certificates.press.qr import qr_operators
from certificates.press.setting import set_fact, set_text
from certificates.press.structure import Node


def signature(job: Job, element: Signature, path: str, area: Area) -> list[Strip]:
    """Place and date, room for a hand, the line it signs on, name and function."""
    issuer, align = job.content.issuer, element.align
    date_node = job.root.add("P")
    dates = job.say("{place}, {date}", job.style(element.style), area.width, path)
    if align == "start":
        strips = [job.side_by_side(date_node, dates, area)]
    else:
        strips = [job.strip(job.own(date_node, said.speaker), said, area, align) for said in dates]
    line = area.inner(min(element.length * MM, area.width), align)
    colour, draw_hand = rgb(element.colour), _hand(job, path, line)

    def draw_line(page: Page, top: float) -> None:
        if draw_hand is not None:
            draw_hand(page, top)
        page.rule(line.x, top, line.width, colour, 0.6)

    strips.append(Strip(4.0, draw_line, element.room * MM))
    for field, text, name in (
        ("issuer.signatory_name", issuer.signatory_name, element.name_style),
        ("issuer.signatory_role", issuer.signatory_role, element.role_style),
    ):
        lines = set_fact(field, text, job.style(name), area.width, job.first.voice)
        said = Said(job.first, lines, job.style(name), field)
        strips.append(job.strip(job.root.add("P"), said, area, align))
    return [stacked(strips, space=element.space * MM)]


def _hand(job: Job, path: str, line: Area) -> Draw | None:
    """What draws the scanned signature so that it stands on the line."""
    if path not in job.pictures:
        return None
    name, picture = job.pictures[path]
    place = line.inner(picture.width, "middle")
    draw = draw_picture(figure(job, job.content.issuer.signatory_name), name, picture, place.x)
    return lambda page, top: draw(page, top + picture.height)


def qr(job: Job, element: QR, path: str, area: Area) -> list[Strip]:
    """The symbol as a figure with its alternative text; a quiet zone is the layout's to leave."""
    size = element.size * MM
    job.fits(f"{path}.size", size, area)
    place = area.inner(size, element.align)
    node = figure(job, job.first.words.qr)
    ink = " ".join(map(number, rgb(element.colour)))

    def draw(page: Page, top: float) -> None:
        _bound(node, place.x, top, size, size)
        page.shape(node, f"{ink} rg {qr_operators(job.content.verify_url, place.x, top - size, size)}")

    return [Strip(size, draw, element.space * MM)]


def figure(job: Job, alt: str) -> Node:
    """A structure element for what is not text; `_bound` says where it stands once that is known."""
    return job.root.add("Figure", b"/Alt" + text_string(alt))


def _bound(node: Node, x: float, top: float, width: float, height: float) -> None:
    """BBox, which a figure must have (ISO 14289-1, 7.3 and ISO 32000-1, table 344)."""
    box = " ".join(map(number, (x, top - height, x + width, top)))
    node.attributes += b"/A<</O/Layout/Placement/Block/BBox[%b]>>" % box.encode()


def draw_picture(node: Node | None, name: str, picture: Scaled, x: float) -> Draw:
    """What draws a picture with its upper left corner at (x, top)."""
    width, height = picture.width, picture.height

    def draw(page: Page, top: float) -> None:
        if node is not None:
            _bound(node, x, top, width, height)
        page.shape(node, f"{number(width)} 0 0 {number(height)} {number(x)} {number(top - height)} cm /{name} Do")

    return draw


def verification(job: Job, element: Verification, path: str, area: Area) -> list[Strip]:
    """Number and code; what it replaces; the address, which is a link; and the one to withdraw consent by."""
    style = job.style(element.style)
    parts = (area,) if job.second is None else area.halves()
    strips = []
    for template in (
        "{wording.number} {number} · {wording.code} {code}",
        "{wording.replaces} {replaces}",
    ):
        if found := job.say(template, style, parts[0].width, path):
            node = job.root.add("P")
            said = zip(found, parts, strict=False)
            strips.append(abreast([job.strip(job.own(node, one.speaker), one, part) for one, part in said]))
    words, content = job.first.words, job.content
    strips += _link(job, style, area, path, "verify", ("verify_url", content.verify_url, words.verify_link))
    if content.withdraw_url:
        strips += _link(job, style, area, path, "withdraw", ("withdraw_url", content.withdraw_url, words.withdraw_link))
    return [stacked(strips, space=element.space * MM)]


def _link(job: Job, style: Style, area: Area, path: str, word: str, target: tuple[str, str, str]) -> list[Strip]:
    """A paragraph that says what an address is for; `target` is its field, the address, and a hint for readers."""
    node = job.root.add("P")
    (label,) = cast(job, (path, word), node, lambda job, node: [_label(job, node, style, area, path, word)])
    return _address(job, node, style, area, label, target)


def _label(job: Job, node: Node, style: Style, area: Area, path: str, word: str) -> Strip:
    """What the address is for; in two languages with a slash between, and one colon.

    The language of the page comes last, so that its colon stands next to the address.
    """
    texts = job.texts(f"{{wording.{word}}}")[::-1]
    said = []
    for i, (speaker, filled) in enumerate(texts):
        text = filled.text if i == len(texts) - 1 else filled.text.rstrip(" :")
        lines = set_text(f"layout:{path}", text, style, area.width, speaker.voice)
        said.append(Said(speaker, lines, style, ""))
    return job.in_line(node.add("Span"), said, area)


def _address(job: Job, node: Node, style: Style, area: Area, words: Strip, target: tuple[str, str, str]) -> list[Strip]:
    """The address as a link, in one line with its label where both fit."""
    start = words.width + style.size * 0.27
    (field, url, hint), whole = target, area.part(0, area.width)
    address = set_fact(field, url, style, max(area.width - start, area.width / 3), job.first.voice)
    in_line = words.height <= style.leading and (job.second is None or len(address) == 1)
    if not in_line:
        address, start = set_fact(field, url, style, area.width, job.first.voice), 0.0
    longest = max(line.width for line in address) * style.size
    place, link = whole.part(start, longest), node.add("Link")
    height = len(address) * style.leading

    def draw(page: Page, top: float) -> None:
        page.text(link, place.place(address, style, top), style)
        box = (place.x, top - height, place.width, height)
        job.document.link(page, link, Link(box, url, hint))

    strip = Strip(height, draw)
    return [abreast([words, strip])] if in_line else [words, strip]
