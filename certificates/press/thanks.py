"""The Dankurkunde: thanks on one page to hang on the wall. It says whom we thank and, where known, what for.

Years, competences and evidence belong to a record and are not printed here.
"""

from typing import NamedTuple

from certificates.content import CertificateContent, ContentError
from certificates.press.closing import Closing
from certificates.press.document import PAGE_HEIGHT
from certificates.press.flow import Flow, place
from certificates.press.page import Style
from certificates.press.setting import headline
from certificates.press.structure import language_of
from certificates.press.styles import (
    BOTTOM,
    CELL,
    GOLD,
    ISSUER,
    LEFT,
    PALE,
    STRONG_CELL,
    THANKS_FACT,
    THANKS_OPENING,
    THANKS_TEXT,
    THANKS_TITLE,
    WIDTH,
    latin_ladder,
    name_ladder,
)
from certificates.press.text import Line
from certificates.press.wording import Wording

_TOP = PAGE_HEIGHT - 196  # below the rosette
_TEXT_WIDTH = 390.0
_TIGHT = 0.55  # the least share of the space between blocks that still looks right
_SHARE_ABOVE = 0.4  # of the free space: a little above the middle looks centred


class _Block(NamedTuple):
    """A centred block and the space above it; `field` is where its text comes from."""

    field: str
    tag: str
    lines: list[Line]
    style: Style
    space: float
    attributes: bytes = b""


def press_thanks(content: CertificateContent, words: Wording) -> bytes:
    """The finished file. Raises ContentError."""
    flow = Flow(content, words, first="thanks", top=_TOP)
    closing = Closing(flow)
    blocks = _blocks(flow)
    room = _TOP - BOTTOM - closing.height - 24
    # The fullest way to list the activities that leaves them on this page; none where there are too many.
    ways = (_activities(flow), _running_activities(flow))
    activities = next((way for way in ways if _height([*blocks, *way], _TIGHT) <= room), [])
    fits = bool(activities) or not content.activities
    if not fits:
        more = flow.set("", words.thanks_more, THANKS_FACT)
        blocks.append(_Block("", "P", more, THANKS_FACT, 8))
    blocks += activities
    spare = room - _height(blocks)
    tightness = 1.0
    if spare < 0:  # before anything is refused, the space between the blocks shrinks
        tightness = 1 + spare / sum(block.space for block in blocks)
        spare = 0.0
    if tightness < _TIGHT:
        longest = max((block for block in blocks if block.field), key=lambda block: _height([block]))
        reason = "Die Texte passen zusammen nicht auf die Urkunde. Dieser braucht am meisten Platz, bitte kürzen."
        raise ContentError(longest.field, reason)
    flow.y = _TOP - spare * _SHARE_ABOVE
    for block in blocks:
        flow.y -= block.space * tightness
        if block.style is THANKS_TEXT:
            _ornament(flow)
        flow.write(flow.root.add(block.tag, block.attributes), block.lines, block.style, align="middle")
    closing.write(BOTTOM + closing.height)
    if not fits:
        _list(flow)
    return flow.finish()


def _height(blocks: list[_Block], tightness: float = 1) -> float:
    return sum(block.space * tightness + len(block.lines) * block.style.leading for block in blocks)


def _blocks(flow: Flow) -> list[_Block]:
    content, words = flow.content, flow.words
    own = content.language
    foreign = b"" if own.split("-")[0] == words.language else language_of(own)
    name, name_style = headline("name", content.name, name_ladder(34), WIDTH, language=own, even=True)
    blocks = [
        _Block("issuer.name", "P", flow.set("issuer.name", content.issuer.name, ISSUER, _TEXT_WIDTH), ISSUER, 0),
        _Block("", "H1", flow.set("kind", words.title["thanks"], THANKS_TITLE), THANKS_TITLE, 16),
        _Block("", "P", flow.set("kind", words.thanks_opening, THANKS_OPENING), THANKS_OPENING, 22),
        _Block("name", "P", name, name_style, 8, foreign),
    ]
    if content.name_latin.strip():
        latin, latin_style = headline(
            "name_latin", content.name_latin, latin_ladder(), WIDTH, language="und", even=True
        )
        blocks.append(_Block("name_latin", "P", latin, latin_style, 2))
    text = flow.set("kind", words.thanks_text[content.unpaid], THANKS_TEXT, _TEXT_WIDTH)
    blocks.append(_Block("", "P", text, THANKS_TEXT, 44))
    facts = []
    if content.role.strip():
        facts.append(("role", content.role))
    if content.period is not None:
        facts.append(("period", words.span(content.period)))
    if content.minutes_total:
        facts.append(("minutes_total", words.duration_text(content.minutes_total)))
    for i, (field, text_) in enumerate(facts):
        blocks.append(_Block(field, "P", flow.set(field, text_, THANKS_FACT, _TEXT_WIDTH), THANKS_FACT, 0 if i else 16))
    return blocks


def _activities(flow: Flow) -> list[_Block]:
    blocks = []
    for i, activity in enumerate(flow.content.activities):
        title = flow.set(f"activities.{i}.title", activity.title, STRONG_CELL, _TEXT_WIDTH)
        organisation = flow.set(f"activities.{i}.organisation", activity.organisation, CELL, _TEXT_WIDTH)
        blocks.append(_Block("activities", "P", title, STRONG_CELL, 6 if i else 16))
        blocks.append(_Block("activities", "P", organisation, CELL, 0))
    return blocks


def _running_activities(flow: Flow) -> list[_Block]:
    """The same as one paragraph."""
    if not flow.content.activities:
        return []
    text = " · ".join(f"{activity.title} ({activity.organisation})" for activity in flow.content.activities)
    return [_Block("activities", "P", flow.set("activities", text, CELL, WIDTH - 30), CELL, 14)]


def _ornament(flow: Flow) -> None:
    """Two short lines and a diamond between name and text."""
    middle, y = LEFT + WIDTH / 2, flow.y + 22
    flow.page.rule(middle - 62, y, 52, GOLD, 0.9)
    flow.page.rule(middle + 10, y, 52, GOLD, 0.9)
    gold = " ".join(f"{part:g}" for part in GOLD)
    flow.page.shape(
        None,
        f"{gold} rg {middle:.2f} {y + 4:.2f} m {middle + 4:.2f} {y:.2f} l"
        f" {middle:.2f} {y - 4:.2f} l {middle - 4:.2f} {y:.2f} l f",
    )


def _list(flow: Flow) -> None:
    """The activities on pages of their own, where they are too many for the first."""
    flow.need(PAGE_HEIGHT)
    heading = flow.set("", flow.words.activities, STRONG_CELL)
    flow.write(flow.root.add("H2"), heading, STRONG_CELL)
    items = flow.root.add("L")
    for i, activity in enumerate(flow.content.activities):
        title = flow.set(f"activities.{i}.title", activity.title, STRONG_CELL)
        organisation = flow.set(f"activities.{i}.organisation", activity.organisation, CELL)
        flow.need((len(title) + len(organisation)) * CELL.leading + 8)
        body = items.add("LI").add("LBody")
        flow.page.text(body, place(title, STRONG_CELL, flow.y - 4), STRONG_CELL)
        flow.y -= 4 + len(title) * STRONG_CELL.leading
        flow.write(body, organisation, CELL)
        flow.y -= 4
        flow.page.rule(LEFT, flow.y, WIDTH, PALE)
