import re

import pytest

from certificates.press.objects import Objects
from certificates.press.structure import Annotation, Branch, Graft, Mark, Node, language_of, write_tree


def written(root: Node, marks: list[list[Node]], annotations: list[int]) -> dict[int, str]:
    """The objects of a file that holds this tree alone, by number; the pages are objects 901 and 902."""
    objects = Objects()
    owners = [[(node, 0) for node in page] for page in marks]
    number = write_tree(objects, root, marks=owners, pages=[901, 902], annotations=annotations)
    data = objects.finish(root=number, info=number).data.decode("latin-1")
    return {int(n): body for n, body in re.findall(r"(\d+) 0 obj\n(.*?)\nendobj", data, re.DOTALL)}


def test_elements_are_numbered_in_reading_order_and_know_their_parents() -> None:
    root = Node("Document")
    table = root.add("Table")
    row = table.add("TR")
    row.add("TH", b"/A<</O/Table/Scope/Row>>")
    row.add("TD")
    root.add("P", language_of("uk"))
    found = written(root, [[], []], [])
    assert [re.findall(r"/S/(\w+)/P (\d+) 0 R", found[n])[0] for n in range(3, 9)] == [
        ("Document", "1"),
        ("Table", "3"),
        ("TR", "4"),
        ("TH", "5"),
        ("TD", "5"),
        ("P", "3"),
    ]
    assert found[5].endswith("/K[6 0 R 7 0 R]>>")
    assert "/A<</O/Table/Scope/Row>>" in found[6]
    assert "/Lang(uk)" in found[8]
    assert found[1] == "<</Type/StructTreeRoot/K 3 0 R/ParentTree 2 0 R/ParentTreeNextKey 2>>"


def test_content_is_found_from_the_tree_and_the_tree_from_the_content() -> None:
    root = Node("Document")
    first, second = root.add("H1"), root.add("P")
    first.kids.append(Mark(0, 0))
    second.kids += [Mark(0, 1), Mark(1, 0)]
    found = written(root, [[first, second], [second]], [])
    assert found[4] == "<</Type/StructElem/S/H1/P 3 0 R/Pg 901 0 R/K[0]>>"
    assert found[5] == "<</Type/StructElem/S/P/P 3 0 R/Pg 901 0 R/K[1 <</Type/MCR/Pg 902 0 R/MCID 0>>]>>"
    assert found[2] == "<</Nums[0[4 0 R 5 0 R] 1[5 0 R]]>>"


def test_annotations_follow_the_pages_in_the_parent_tree() -> None:
    root = Node("Document")
    link, form = root.add("Link"), root.add("Form")
    link.kids += [Mark(0, 0), Annotation(0, 0)]
    form.kids.append(Annotation(0, 1))
    found = written(root, [[link], []], [71, 72])
    assert found[2] == "<</Nums[0[4 0 R] 1[] 2 4 0 R 3 5 0 R]>>"
    assert found[4].endswith("/Pg 901 0 R/K[0 <</Type/OBJR/Obj 71 0 R/Pg 901 0 R>>]>>")
    assert found[5].endswith("/Pg 901 0 R/K[<</Type/OBJR/Obj 72 0 R/Pg 901 0 R>>]>>")
    assert found[1].endswith("/ParentTreeNextKey 4>>")


def row(table: Node, page: int, first: int) -> list[tuple[Node | Graft, int]]:
    """A row of two cells with its two marked contents, and their owners."""
    one = table.add("TR")
    cells = [one.add("TH", b"/A<</O/Table/Scope/Row>>"), one.add("TD", b"/Alt(100%)")]
    for mcid, cell in enumerate(cells, first):
        cell.kids.append(Mark(page, mcid))
    return [(cell, 0) for cell in cells]


def test_a_branch_grows_into_the_same_objects_as_its_elements_one_by_one() -> None:
    blank = Node("Document")
    branch = Branch.of(blank, row(blank, 0, 0))
    assert (branch.size, branch.tops, branch.owners) == (3, (0,), (1, 2))

    def written_with(marks: list[list[tuple[Node | Graft, int]]], root: Node) -> bytes:
        objects = Objects()
        return objects.finish(
            root=write_tree(objects, root, marks=marks, pages=[901, 902], annotations=[]), info=1
        ).data

    plain, grafted = Node("Document"), Node("Document")
    table = plain.add("Table")
    marks = [row(table, 0, 0), row(table, 1, 0) + row(table, 1, 2)]
    parent = grafted.add("Table")
    owners: list[list[tuple[Node | Graft, int]]] = [[], []]
    for page, first in ((0, 0), (1, 0), (1, 2)):
        graft = Graft(branch)
        graft.page, graft.first = page, first
        parent.kids.append(graft)
        owners[page] += [(graft, owner) for owner in branch.owners]
    assert written_with(owners, grafted) == written_with(marks, plain)


def test_what_a_branch_cannot_hold_is_an_error() -> None:
    root, link = Node("Document"), Node("Document")
    root.kids.append(Mark(0, 0))
    with pytest.raises(TypeError, match="owns no content"):
        Branch.of(root, [(root, 0)])
    link.add("Link").kids.append(Annotation(0, 0))
    with pytest.raises(TypeError, match="annotations"):
        Branch.of(link, [])
