"""The structure tree of a tagged PDF (ISO 32000-1, 14.7-14.8): what a screen reader reads, in reading order.

A `Node` is one element of one document. A `Branch` is elements that many documents have alike, written once as a
template; a `Graft` is one place where a branch grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from certificates.press.objects import Objects, references, text_string


class Mark(NamedTuple):
    """A piece of marked content: page index and the number it has on that page."""

    page: int
    mcid: int


class Annotation(NamedTuple):
    """An annotation, by page index and its own number in the document."""

    page: int
    number: int


class Node:
    """One structure element. `attributes` are finished entries of its dictionary, like ``/Alt(...)``."""

    __slots__ = ("attributes", "kids", "number", "tag")

    def __init__(self, tag: str, attributes: bytes = b"") -> None:
        self.tag = tag
        self.attributes = attributes
        self.kids: list[Node | Graft | Mark | Annotation] = []
        self.number = 0  # of its object, once the tree is written

    def add(self, tag: str, attributes: bytes = b"") -> "Node":
        """A new last child."""
        child = Node(tag, attributes)
        self.kids.append(child)
        return child


# What the numbers in a branch count from: its own first element, its parent, its page, its first marked content.
_OWN, _PARENT, _PAGE, _MARK = range(4)
_Slot: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself: what is kept for it is found at once
class Branch:
    """Elements whose marked contents lie on one page, and no annotation: their objects, a line each, in reading order.

    `template` waits for the numbers in `slots`: what each counts from, and how much is added. `tops` are the elements
    directly below the parent, `owners` those of the marked contents in order; both count from 0.
    """

    template: bytes
    slots: tuple[_Slot, ...]
    size: int
    tops: tuple[int, ...]
    owners: tuple[int, ...]

    @classmethod
    def of(cls, root: Node, marks: Sequence[tuple["Node | Graft", int]]) -> "Branch":
        """All elements below a node, which owns no content itself; `marks` are those of their page."""
        found: list[tuple[bytes, list[_Slot]]] = []

        def visit(node: Node, parent: _Slot) -> None:
            node.number = len(found)
            found.append((b"", []))
            kids: list[bytes] = []
            inside: list[_Slot] = []
            where: list[_Slot] = []
            for kid in node.kids:
                if isinstance(kid, Node):
                    visit(kid, (_OWN, node.number))
                    kids.append(b"%d 0 R")
                    inside.append((_OWN, kid.number))
                elif isinstance(kid, Mark):
                    where = [(_PAGE, 0)]
                    kids.append(b"%d")
                    inside.append((_MARK, kid.mcid))
                else:
                    raise TypeError("a branch holds neither branches nor annotations")
            attributes = node.attributes.replace(b"%", b"%%")
            line = _element(node.tag, b"%d", b"/Pg %d 0 R" if where else b"", attributes, b" ".join(kids))
            found[node.number] = (line, [parent, *where, *inside])

        tops = []
        for kid in root.kids:
            if not isinstance(kid, Node):
                raise TypeError("what a branch grows from owns no content in it")
            visit(kid, (_PARENT, 0))
            tops.append(kid.number)
        return cls(
            b"\n".join([line for line, _ in found]),
            tuple(slot for _, slots in found for slot in slots),
            len(found),
            tuple(tops),
            tuple(owner.number for owner, _ in marks),
        )


class Graft:
    """Where a branch grows: page index and number of its first marked content, known once it is drawn."""

    __slots__ = ("branch", "first", "number", "page")

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self.page = self.first = 0
        self.number = 0  # of its first object, once the tree is written

    def write(self, objects: Objects, parent: int, pages: Sequence[int]) -> bytes:
        """Adds the elements; returns the references to those below the parent."""
        self.number = objects.last + 1
        elements, tops = _grown(self.branch, self.number, parent, pages[self.page], self.first)
        objects.add(*elements)
        return tops


@lru_cache(maxsize=8_192)  # in a campaign, most branches have the same numbers in most documents
def _grown(branch: Branch, *counted: int) -> tuple[list[bytes], bytes]:
    """The elements, and the references to those below the parent. `counted` are the four that its slots count from."""
    lines = branch.template % tuple([counted[origin] + more for origin, more in branch.slots])
    return lines.split(b"\n"), references([counted[_OWN] + top for top in branch.tops])


def language_of(tag: str) -> bytes:
    """The attribute of an element in another language than the document's."""
    return b"/Lang" + text_string(tag)


def write_tree(
    objects: Objects,
    document: Node,
    *,
    marks: Sequence[Sequence[tuple[Node | Graft, int]]],
    pages: Sequence[int],
    annotations: Sequence[int],
) -> int:
    """Adds the tree to the file; returns the number of its root.

    `marks[page][mcid]` is the element that owns that content, or the graft and which of its elements does; `pages` and
    `annotations` are object numbers. The keys of the parent tree are the page indices, and after them the annotations
    in order.
    """
    root, parent_tree = objects.reserve(), objects.reserve()
    owners: dict[int, int] = {}
    _write_node(objects, document, root, pages, annotations, owners)
    entries = [
        b"%d[%b]" % (page, references([owner.number + more for owner, more in owned]))
        for page, owned in enumerate(marks)
    ]
    entries += [b"%d %d 0 R" % (len(pages) + index, owner) for index, owner in sorted(owners.items())]
    objects.put(parent_tree, b"<</Nums[%b]>>" % b" ".join(entries))
    objects.put(
        root,
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (document.number, parent_tree, len(pages) + len(annotations)),
    )
    return root


def _write_node(
    objects: Objects,
    node: Node,
    parent: int,
    pages: Sequence[int],
    annotations: Sequence[int],
    owners: dict[int, int],
) -> None:
    """Writes an element and all below it in reading order; notes in `owners` which element owns an annotation."""
    node.number = objects.reserve()
    kids: list[bytes] = []
    where, own_page = b"", -1
    for kid in node.kids:
        if isinstance(kid, Graft):
            if kid.branch.size:
                kids.append(kid.write(objects, node.number, pages))
            continue
        if isinstance(kid, Node):
            _write_node(objects, kid, node.number, pages, annotations, owners)
            kids.append(b"%d 0 R" % kid.number)
            continue
        if own_page < 0:
            own_page = kid.page
            where = b"/Pg %d 0 R" % pages[own_page]
        if isinstance(kid, Annotation):
            owners[kid.number] = node.number
            kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (annotations[kid.number], pages[kid.page]))
        elif kid.page == own_page:
            kids.append(b"%d" % kid.mcid)
        else:
            kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[kid.page], kid.mcid))
    objects.put(node.number, _element(node.tag, b"%d" % parent, where, node.attributes, b" ".join(kids)))


def _element(tag: str, parent: bytes, where: bytes, attributes: bytes, kids: bytes) -> bytes:
    return b"<</Type/StructElem/S/%b/P %b 0 R%b%b/K[%b]>>" % (tag.encode(), parent, where, attributes, kids)
