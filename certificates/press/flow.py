"""Text down the page and over to the next: a cursor, the heading that repeats, the foot line with the page number."""

from collections.abc import Sequence
from typing import Literal

from certificates.content import CertificateContent
from certificates.press.document import PAGE_HEIGHT, About, Document
from certificates.press.page import Page, Style
from certificates.press.plate import PlateName, plate
from certificates.press.setting import paragraph
from certificates.press.structure import Node
from certificates.press.styles import BOTTOM, LEFT, NEXT_TOP, PALE, RIGHT, SECTION, SMALL, WIDTH
from certificates.press.text import Line
from certificates.press.wording import Wording

Align = Literal["left", "middle", "right"]


def place(
    lines: Sequence[Line],
    style: Style,
    top: float,
    *,
    x: float = LEFT,
    width: float = WIDTH,
    align: Align = "left",
) -> list[tuple[Line, float, float]]:
    """Each line with its x and base line; the block begins at `top` and is `len(lines) * style.leading` high."""
    share = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    base = top - (style.leading - style.size) / 2 - style.size * 0.82
    return [
        (line, x + (width - line.width * style.size) * share, base - i * style.leading) for i, line in enumerate(lines)
    ]


class Flow:
    """A document being filled from the top of its first page to the foot of its last."""

    def __init__(self, content: CertificateContent, words: Wording, *, first: PlateName, top: float) -> None:
        """`top` is where text begins on the first page."""
        self.content = content
        self.words = words
        title = words.title[content.kind]
        about = About(
            title=f"{title} – {content.name}",
            author=content.issuer.name,
            subject=f"{title} {words.number} {content.number}",
            language=words.language,
            date=content.issued_on,
        )
        self.document = Document(about, {"P0": plate(first), "P1": plate("next")})
        self.root = self.document.structure
        self.page: Page = self.document.page("P0")
        self.y = top

    def set(self, field: str, text: str, style: Style, width: float = WIDTH) -> list[Line]:
        """The lines of a running text of the content or of the wording."""
        return paragraph(field, text, style, width, language=self.words.language)

    def room(self) -> float:
        """Points left on this page."""
        return self.y - BOTTOM

    def need(self, height: float) -> bool:
        """Goes to a new page where less than `height` is left; whether it did."""
        if self.room() >= height:
            return False
        self.page = self.document.page("P1")
        self.y = NEXT_TOP
        return True

    def write(
        self,
        node: Node | None,
        lines: Sequence[Line],
        style: Style,
        *,
        x: float = LEFT,
        width: float = WIDTH,
        align: Align = "left",
    ) -> None:
        """Writes a block at the cursor and moves below it. The caller made room."""
        self.page.text(node, place(lines, style, self.y, x=x, width=width, align=align), style)
        self.y -= len(lines) * style.leading

    def section(self, title: str, keep: float) -> None:
        """A heading that stays with the first `keep` points of what follows."""
        lines = self.set("", title, SECTION)
        if not self.need(13 + len(lines) * SECTION.leading + keep):
            self.y -= 13
        self.write(self.root.add("H2"), lines, SECTION)
        self.y -= 3

    def finish(self) -> bytes:
        """Adds what repeats on the pages, now that their number is known; the finished file."""
        content, words = self.content, self.words
        pages = self.document.pages
        number = f"{words.number} {content.number}"
        for page in pages:
            if page.index:
                self._running_head(page, f"{words.title[content.kind]} {number}")
            if len(pages) > 1 or content.kind != "thanks":
                page.rule(LEFT, 55, WIDTH, PALE)
                where = words.page.format(page=page.index + 1, pages=len(pages))
                right = self.set("", where, SMALL)
                left = self.set("number", number, SMALL, WIDTH - 100)[:1]
                page.text(None, place(left, SMALL, 53), SMALL)
                page.text(None, place(right, SMALL, 53, align="right"), SMALL)
        return self.document.finish()

    def _running_head(self, page: Page, title: str) -> None:
        """What the document is and whose, on one line. A name too long for its half is cut: page 1 has it in full."""
        half = WIDTH / 2 - 8
        top = PAGE_HEIGHT - 44
        left = self.set("number", title, SMALL, half)[:1]
        right = paragraph("name", self.content.name, SMALL, half, language=self.words.language)[:1]
        page.text(None, place(left, SMALL, top), SMALL)
        page.text(None, place(right, SMALL, top, align="right"), SMALL)
        page.rule(LEFT, top - 18, RIGHT - LEFT, PALE)
