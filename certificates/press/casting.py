"""Casts: what many certificates say alike is composed and drawn once, and then printed wherever it comes again.

Printers cast a plate from type that was set once. Here a cast is a strip drawn with its upper edge at 0: its operators
as a template that waits for the numbers of its marked contents, and its branch of the structure tree. Whatever can be
cast is always printed from a cast, met before or not, so a document has the same bytes in any process.
"""

import dataclasses
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple

from certificates.press.areas import Strip
from certificates.press.document import Document
from certificates.press.job import Job
from certificates.press.layout import Layout
from certificates.press.layout_parts import Address, Element, Facts, Row, Rule, Signature, Text, Texts
from certificates.press.letters import Letters
from certificates.press.page import Page
from certificates.press.placeholders import fields_of
from certificates.press.structure import Branch, Graft, Node

_MOST = 4_096  # casts kept in a process, of some two kilobytes each
# Fields of the content that a whole campaign has in common; they belong to what `Job.scope` stands for.
_SHARED = {"issued_on", "issuer.name", "issuer.contact", "issuer.place", "issuer.signatory_name"}
_SHARED.add("issuer.signatory_role")


class Cast(NamedTuple):
    """A strip without its place."""

    strip: Strip
    operators: str
    letters: frozenset[Letters]
    branch: Branch


_casts: OrderedDict[Hashable, Cast | None] = OrderedDict()  # None: composed, but there is nothing to say or to keep


def cast(job: Job, key: Hashable, parent: Node, make: Callable[[Job, Node], list[Strip]]) -> list[Strip]:
    """The strip that `make` composes below a node, if any, from its cast.

    `key` is all that it depends on beside the job's scope.
    """
    if job.scope is None:  # inside a cast
        return make(job, parent)
    key = (job.scope, key)
    try:
        found = _casts[key]
        _casts.move_to_end(key)
    except KeyError:
        found = _casts[key] = _drawn(job, make)
        if len(_casts) > _MOST:
            _casts.popitem(last=False)
    if found is None:
        return make(job, parent)
    strip, operators, letters, branch = found
    graft = Graft(branch)
    if branch.size:
        parent.kids.append(graft)

    def draw(page: Page, top: float) -> None:
        page.stamp(graft, operators, letters, top)

    return [Strip(strip.height, draw, strip.space, strip.keep, field=strip.field, width=strip.width)]


def _drawn(job: Job, make: Callable[[Job, Node], list[Strip]]) -> Cast | None:
    """None where there is nothing, or in fonts of a document's own, whose codes another document does not know."""
    blank = Document(job.document.about, {})
    strips = make(dataclasses.replace(job, document=blank, scope=None), blank.structure)
    if not strips:
        return None
    (strip,) = strips
    page = blank.page("")
    strip.draw(page, 0)
    if blank.fonts.own:
        return None
    return Cast(strip, page.template(), frozenset(blank.fonts.letters), Branch.of(blank.structure, page.marks))


@lru_cache(maxsize=64)
def alike(layout: Layout) -> frozenset[str]:
    """The paths of what all certificates of a scope have alike: elements, and the labels and values of facts."""
    found = {path for path, element in layout.walk() if _is_alike(element)}
    for path, element in layout.walk():
        if isinstance(element, Facts):
            for i, row in enumerate(element.rows):
                found |= {f"{path}.rows.{i}.{key}" for key, texts in row if _says_the_same(texts)}
    return frozenset(found)


def _is_alike(element: Element) -> bool:
    """Whether it says nothing of a person's own, and knows nothing of its place on the page."""
    if isinstance(element, Text):
        return element.language != "holder" and _says_the_same(element.text)
    if isinstance(element, Row):
        inside = [one for column in element.columns for one in column.elements]
        return all(one.when is None and _is_alike(one) for one in inside)
    return isinstance(element, Rule | Address) or (isinstance(element, Signature) and element.image is None)


def _says_the_same(texts: Texts) -> bool:
    return all(fields_of(text) <= _SHARED for text in ((texts,) if isinstance(texts, str) else texts.values()))
