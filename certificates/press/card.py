"""A picture of a certificate or a milestone for other sites: the upper part of one page, in the shape that they show.

Pure, as `press`: the words come ready in the language of the picture. Whoever draws it cuts the page at `HEIGHT`.
"""

import datetime as dt
from dataclasses import dataclass

from certificates.press.areas import Area
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, Document
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.layout import rgb
from certificates.press.metadata import About
from certificates.press.objects import number
from certificates.press.page import Style
from certificates.press.plate import decoration
from certificates.press.setting import Voice, set_fact, set_headline, set_text
from certificates.press.text import Line

RATIO = 630 / 1200  # what LinkedIn, Mastodon, Facebook and messengers show beside a link (Open Graph)
HEIGHT = PAGE_WIDTH * RATIO  # points, from the upper edge

_GROUND, _GOLD, _PAPER = rgb("#0D4A54"), rgb("#E3B75B"), rgb("#FFFFFF")
_SOFT = rgb("#CFE0E2")
_SIDE, _TOP = 44.0, PAGE_HEIGHT - 42.0
_KIND = Style(STRONG, 17, 24, _GOLD)
_TITLES = tuple(
    (Style(DISPLAY, size, size * 1.15, _PAPER), most) for size, most in ((54, 1), (42, 2), (32, 2), (24, 4))
)
_NAMES = tuple((Style(STRONG, size, size * 1.25, _PAPER), most) for size, most in ((27, 1), (21, 1), (16, 2), (12, 3)))
_FACT = Style(SANS, 15, 21, _SOFT)
_FOOT = Style(SANS, 13, 18, _SOFT)


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says, in one language. `name` is "" for who stays unnamed; `made_on` dates the file."""

    kind: str
    title: str
    name: str
    facts: tuple[str, ...]
    foot: str
    language: str
    rtl: bool
    made_on: dt.date


def press_card(card: Card) -> bytes:
    """One PDF page; the picture is its upper `HEIGHT` points. Always the same bytes for the same card.

    Raises ContentError with a field (`title`, `name`) for what no shipped font covers, or does not fit.
    """
    about = About(f"{card.kind}: {card.title}", card.foot, card.kind, card.language, card.made_on)
    document = Document(about, {"P0": decoration((), mirrored=card.rtl)})
    page, root = document.page("P0"), document.structure
    page.shape(None, f"{_ink(_GROUND)} rg {_box(0, PAGE_HEIGHT - HEIGHT, PAGE_WIDTH, HEIGHT)} f")
    edge = PAGE_WIDTH - 10 if card.rtl else 0
    page.shape(None, f"{_ink(_GOLD)} rg {_box(edge, PAGE_HEIGHT - HEIGHT, 10, HEIGHT)} f")
    area, voice = Area(_SIDE, PAGE_WIDTH - 2 * _SIDE, card.rtl), Voice(card.language, card.rtl)

    def draw(lines: tuple[Line, ...], style: Style, top: float, tag: str = "P") -> float:
        page.text(root.add(tag), area.place(lines, style, top), style)
        return top - len(lines) * style.leading

    y = draw(set_text("kind", card.kind, _KIND, area.width, voice), _KIND, _TOP)
    lines, style = set_headline("title", card.title, _TITLES, area.width, voice, even=False)
    y = draw(lines, style, y - 4, "H1")
    if card.name:
        whole = ((0, len(card.name)),)
        lines, style = set_headline("name", card.name, _NAMES, area.width, voice, even=False, isolates=whole)
        y = draw(lines, style, y - 6)
    for fact in card.facts:
        y = draw(set_fact("facts", fact, _FACT, area.width, voice)[:2], _FACT, y - 2)
    draw(set_text("foot", card.foot, _FOOT, area.width, voice)[:1], _FOOT, PAGE_HEIGHT - HEIGHT + 40)
    return document.finish()


def _ink(colour: tuple[float, float, float]) -> str:
    return " ".join(map(number, colour))


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{number(x)} {number(y)} {number(width)} {number(height)} re"
