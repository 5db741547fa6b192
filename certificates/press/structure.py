"""The structure tree of a tagged PDF (ISO 32000-1, 14.7-14.8): what a screen reader reads, in reading order."""

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

    __slots__ = ("attributes", "kids", "tag")

    def __init__(self, tag: str, attributes: bytes = b"") -> None:
        self.tag = tag
        self.attributes = attributes
        self.kids: list[Node | Mark | Annotation] = []

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
    marks: list[list[Node]],
    pages: list[int],
    annotations: list[int],
) -> int:
    """Adds the tree to the file; returns the number of its root.

    `marks[page][mcid]` is the element that owns that content, `pages` and `annotations` are object numbers. The keys of
    the parent tree are the page indices, and after them the annotations in order.
    """
    nodes: list[tuple[Node, Node | None]] = []

    def collect(node: Node, parent: Node | None) -> None:
        nodes.append((node, parent))
        for kid in node.kids:
            if isinstance(kid, Node):
                collect(kid, node)

    collect(document, None)
    root, parent_tree = objects.reserve(), objects.reserve()
    first = objects.reserve(len(nodes))
    numbers = {id(node): first + i for i, (node, _) in enumerate(nodes)}
    owners: dict[int, int] = {}

    for node, parent in nodes:
        kids = []
        own_page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(b"%d 0 R" % numbers[id(kid)])
            elif isinstance(kid, Annotation):
                owners[kid.number] = numbers[id(node)]
                kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (annotations[kid.number], pages[kid.page]))
            elif kid.page == own_page:
                kids.append(b"%d" % kid.mcid)
            else:
                kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[kid.page], kid.mcid))
        objects.put(
            numbers[id(node)],
            b"<</Type/StructElem/S/%b/P %d 0 R%b%b/K[%b]>>"
            % (
                node.tag.encode(),
                root if parent is None else numbers[id(parent)],
                b"" if own_page is None else b"/Pg %d 0 R" % pages[own_page],
                node.attributes,
                b" ".join(kids),
            ),
        )
    entries = [
        b"%d[%b]" % (page, references([numbers[id(node)] for node in owned])) for page, owned in enumerate(marks)
    ]
    entries += [b"%d %d 0 R" % (len(pages) + index, owner) for index, owner in sorted(owners.items())]
    objects.put(parent_tree, b"<</Nums[%b]>>" % b" ".join(entries))
    objects.put(
        root,
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (numbers[id(document)], parent_tree, len(pages) + len(annotations)),
    )
    return root
