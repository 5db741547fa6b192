"""One document while it is composed: what is said, by which layout, in which languages, into which file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from certificates.content import CertificateContent
from certificates.press.areas import Area, Strip, abreast, stacked
from certificates.press.document import Document
from certificates.press.layout import MM, Layout, LayoutError
from certificates.press.layout_parts import Align, Texts
from certificates.press.page import Page, Style
from certificates.press.pictures import Scaled
from certificates.press.placeholders import Choice, Filled, fill
from certificates.press.setting import Voice, set_text
from certificates.press.structure import Node, language_of
from certificates.press.text import Line
from certificates.press.wording import Wording

_APART = 12.0  # points, at the least, between texts at two edges
_SLASH_WIDTH = 0.9  # em, with the space around it


class Speaker(NamedTuple):
    """A language of the document with its fixed texts."""

    words: Wording
    voice: Voice

    @classmethod
    def of(cls, words: Wording) -> "Speaker":
        """Its side of the page follows from its language alone."""
        return cls(words, Voice(words.language, words.direction == "rtl"))


class Said(NamedTuple):
    """A text as one language says it, set in lines."""

    speaker: Speaker
    lines: tuple[Line, ...]
    style: Style
    field: str

    @property
    def height(self) -> float:
        """Points."""
        return len(self.lines) * self.style.leading

    @property
    def widest(self) -> float:
        """Points."""
        return max([line.width for line in self.lines]) * self.style.size


@dataclass(frozen=True, slots=True)
class Job:
    """`second` is the other language of a bilingual document; `pictures` have their resource names, by path.

    `scope` stands for what a campaign has in common and is None while a cast is made; `alike` are the paths of the
    elements that depend on nothing else (`casting`).
    """

    content: CertificateContent
    choice: Choice
    layout: Layout
    first: Speaker
    second: Speaker | None
    document: Document
    pictures: Mapping[str, tuple[str, Scaled]]
    scope: object | None = None
    alike: frozenset[str] = frozenset()

    def fits(self, path: str, width: float, area: Area) -> None:
        """Raises LayoutError where what an element asks for is wider than its place."""
        if width > area.width + 0.5:
            there = f"{area.width / MM:.0f} mm"
            raise LayoutError(path, f"Das Element ist breiter als der Platz, der für es da ist ({there}).")

    @property
    def root(self) -> Node:
        """Where the structure of the document hangs."""
        return self.document.structure

    def style(self, name: str) -> Style:
        """A style of the layout."""
        return self.layout.set_styles[name]

    def fill(self, texts: Texts, speaker: Speaker) -> Filled | None:
        """What the speaker says; None where a placeholder has nothing to say."""
        return fill(_chosen(texts, speaker.words.language), self.content, self.choice, speaker.words)

    def speakers(self) -> tuple[Speaker, ...]:
        """One, or two."""
        return (self.first,) if self.second is None else (self.first, self.second)

    def texts(self, texts: Texts) -> list[tuple[Speaker, Filled]]:
        """What is to be said, in each language that says it differently; empty where there is nothing to say."""
        filled = self.fill(texts, self.first)
        found = [] if filled is None else [(self.first, filled)]
        if self.second is not None:
            other = self.fill(texts, self.second)
            if other is not None and (filled is None or other.text != filled.text):
                found.append((self.second, other))
        return found

    def say(self, texts: Texts, style: Style, width: float, path: str) -> list[Said]:
        """The same, set in lines."""
        return [
            Said(
                speaker,
                set_text(
                    filled.field or f"layout:{path}",
                    filled.text,
                    style,
                    width,
                    speaker.voice,
                    "free" if filled.is_free else "prose",
                    filled.isolates,
                ),
                style,
                filled.field,
            )
            for speaker, filled in self.texts(texts)
        ]

    def lang(self, speaker: Speaker) -> bytes:
        """The attribute of an element that speaks another language than the document."""
        return b"" if speaker.words.language == self.first.words.language else language_of(speaker.words.language)

    def own(self, node: Node | None, speaker: Speaker) -> Node | None:
        """The element that owns what a speaker says inside `node`; None inside decoration."""
        if node is None:
            return None
        attribute = self.lang(speaker)
        return node.add("Span", attribute) if attribute else node

    def strip(self, node: Node | None, said: Said, area: Area, align: Align = "start") -> Strip:
        """A text that stands alone in its area."""
        turned = area.turned(rtl=said.speaker.voice.rtl) if align != "middle" else area

        def draw(page: Page, top: float) -> None:
            page.text(node, turned.place(said.lines, said.style, top, align), said.style)

        return Strip(said.height, draw, field=said.field)

    def in_line(self, node: Node | None, said: Sequence[Said], area: Area, align: Align = "start") -> Strip:
        """Two short texts in one line with a slash between, where they fit; else one below the other.

        The strip's width is what they need in one line, even where they do not stand in one.
        """
        width = _width_in_line(said)
        if len(said) < 2 or any(len(one.lines) > 1 for one in said) or width > area.width:
            strip = stacked([self._drawn(node, one, area, align) for one in said])
            strip.width = width
            return strip
        first, second = said
        area = area.inner(width, align)
        style = first.style
        slash = set_text("", "/", style, area.width, self.first.voice)
        room = _SLASH_WIDTH * style.size
        between = area.part(first.widest, room)

        def draw_slash(page: Page, top: float) -> None:
            page.text(None, between.place(slash, style, top, "middle"), style)

        after = area.part(first.widest + room, second.widest)
        strip = abreast(
            [
                self._drawn(node, first, area.part(0, first.widest)),
                self._drawn(node, second, after),
                Strip(style.leading, draw_slash),
            ]
        )
        strip.width = width
        return strip

    def side_by_side(self, node: Node, said: Sequence[Said], area: Area) -> Strip:
        """The same in one line, but a language that is written the other way begins at its own edge."""
        if len(said) < 2 or said[0].speaker.voice.rtl == said[1].speaker.voice.rtl:
            return self.in_line(node, said, area)
        strips = [self.strip(self.own(node, one.speaker), one, area) for one in said]
        fits = all(len(one.lines) == 1 for one in said) and sum(one.widest for one in said) + _APART <= area.width
        return abreast(strips) if fits else stacked(strips)

    def _drawn(self, node: Node | None, said: Said, area: Area, align: Align = "start") -> Strip:
        """A text on the page's own side of its area, whatever its own direction."""
        owner = self.own(node, said.speaker)

        def draw(page: Page, top: float) -> None:
            page.text(owner, area.place(said.lines, said.style, top, align), said.style)

        return Strip(said.height, draw)


def _width_in_line(said: Sequence[Said]) -> float:
    """How much one or two texts need beside each other, with a slash between."""
    return sum([one.widest for one in said]) + (len(said) - 1) * _SLASH_WIDTH * said[0].style.size


def _chosen(texts: Texts, language: str) -> str:
    if isinstance(texts, str):
        return texts
    for key in (language, language.split("-", maxsplit=1)[0], "de"):
        if key in texts:
            return texts[key]
    return next(iter(texts.values()))
