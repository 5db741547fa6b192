"""The structure tree of a tagged PDF (ISO 32000-1, 14.7-14.8): what a screen reader reads, in reading order."""

from collections.abc import Sequence
from typing import NamedTuple

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
        self.kids: list[Node | Mark | Annotation] = []
        self.number = 0  # of its object, once the tree is written

    def add(self, tag: str, attributes: bytes = b"") -> "Node":
        """A new last child."""
        child = Node(tag, attributes)
        self.kids.append(child)
        return child


def language_of(tag: str) -> bytes:
    """The attribute of an element in another language than the document's."""
    return b"/Lang" + text_string(tag)


def write_tree(
    objects: Objects,
    document: Node,
    *,
    marks: Sequence[Sequence[Node]],
    pages: Sequence[int],
    annotations: Sequence[int],
) -> int:
    """Adds the tree to the file; returns the number of its root.

    `marks[page][mcid]` is the element that owns that content, `pages` and `annotations` are object numbers. The keys of
    the parent tree are the page indices, and after them the annotations in order.
    """
    root, parent_tree = objects.reserve(), objects.reserve()
    owners: dict[int, int] = {}
    _write_node(objects, document, root, pages, annotations, owners)
    entries = [b"%d[%b]" % (page, references([node.number for node in owned])) for page, owned in enumerate(marks)]
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
    inside = (node.tag.encode(), parent, where, node.attributes, b" ".join(kids))
    objects.put(node.number, b"<</Type/StructElem/S/%b/P %d 0 R%b%b/K[%b]>>" % inside)
