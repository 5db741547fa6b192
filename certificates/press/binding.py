"""Many finished certificates bound into one PDF to be printed: page after page, whatever the number.

A bound file is for the printer alone: it carries no seal, no credential, no structure and no links; what is signed
stays in the single files. Nothing but the pages' own objects is copied, and what several certificates share (designs,
fonts, pictures) is written once, so a further certificate costs some kilobytes.

1. Each document's objects are found by its cross-reference table (ISO 32000-1, 7.5.4).
2. From each page, Contents and Resources are followed; whatever they reach is written under new numbers. An object
   that is equal to one written before, byte for byte after renumbering, is that one.
3. At the end come the page tree, in groups, and the table.

Memory: one document, the offsets (8 bytes an object), and digests of the last `REMEMBERED` objects. The table holds
offsets of ten digits, so the limit is 9.9 GB: some two million pages.
"""

import hashlib
import re
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import pairwise

_TRAILER = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[[^\]]*\]")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_RESOURCES = re.compile(rb"/Resources (\d+) 0 R")
# Strings are passed over: "5 0 R" inside one is text. Hexadecimal ones hold no letter R.
_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|\b(\d+) 0 R\b", re.DOTALL)
_GROUP = b"/Group<</S/Transparency/CS/DeviceRGB>>"

PAGES_IN_A_GROUP = 128
REMEMBERED = 1024


class BindingError(ValueError):
    """Bytes that are none of the press's documents. The sentence says where."""


def bind(documents: Iterable[bytes], *, sheets: bool = False) -> Iterator[bytes]:
    """The parts of one file with the pages of all documents in their order. Raises BindingError.

    With `sheets` each document begins on a new sheet when printed on both sides: an odd number of pages is followed
    by an empty one. Without any document the file has one empty page, for a file without pages is none.
    """
    return _Binder(sheets=sheets).parts(documents)


class _Document:
    """One finished file of the press, by object number."""

    def __init__(self, data: bytes) -> None:
        end = _TRAILER.search(data, len(data) - 64 if len(data) > 64 else 0)
        if not end or not data.startswith(b"xref\n0 ", int(end[1])):
            raise BindingError("no cross-reference table where the file says")
        begin = int(end[1]) + len(b"xref\n0 ")
        count, _, _rows = data[begin : begin + 32].partition(b"\n")
        first = begin + len(count) + 1
        rows = data[first : first + int(count) * 20]
        self._offsets = [int(rows[at : at + 10]) for at in range(0, len(rows), 20)]
        self._data = data
        # An object ends where the next one begins.
        ordered = sorted({*self._offsets[1:], int(end[1])})
        self._ends = dict(pairwise(ordered))
        root = _ROOT.search(data, first + len(rows))
        if root is None:
            raise BindingError("no catalog")
        self.root = int(root[1])

    def object(self, number: int) -> bytes:
        """Its bytes between ``obj`` and ``endobj``."""
        if not 0 < number < len(self._offsets):
            raise BindingError(f"no object {number}")
        start = self._offsets[number]
        text = self._data[start : self._ends[start]]
        head = b"%d 0 obj" % number
        if not text.startswith(head):
            raise BindingError(f"object {number} is not where the table says")
        return text[len(head) : text.rindex(b"endobj")].strip(b"\n")

    def pages(self) -> list[bytes]:
        """The page objects in their order."""
        return self._kids(_one(_PAGES, self.object(self.root)))

    def _kids(self, number: int) -> list[bytes]:
        node = self.object(number)
        kids = _KIDS.search(node)
        if kids is None:
            return [node]
        return [page for kid in re.findall(rb"(\d+) 0 R", kids[1]) for page in self._kids(int(kid))]


class _Binder:
    """The file while it grows; only what is yielded leaves it."""

    def __init__(self, *, sheets: bool) -> None:
        self._sheets = sheets
        self._offsets = array("Q", [0])  # by number; 0 where an object is still to come
        self._at = 0
        self._seen: OrderedDict[bytes, int] = OrderedDict()
        self._out: list[bytes] = []
        self._groups: list[tuple[int, list[int]]] = []  # number of the group, numbers of its pages
        self._count = 0

    def parts(self, documents: Iterable[bytes]) -> Iterator[bytes]:
        """As `bind`: one part for each document, and the end."""
        self._emit(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        for data in documents:
            pages = self._add(_Document(data))
            if self._sheets and pages % 2:
                self._page(b"/MediaBox[0 0 595.28 841.89]/Resources<<>>")
            yield self._taken()
        if not self._count:
            self._page(b"/MediaBox[0 0 595.28 841.89]/Resources<<>>")
        self._finish()
        yield self._taken()

    def _add(self, document: _Document) -> int:
        numbers: dict[int, int] = {}  # of this document's objects, in the bound file
        pages = document.pages()
        for page in pages:
            box = _MEDIA_BOX.search(page)
            if box is None:
                raise BindingError("a page without MediaBox")
            contents, resources = (
                self._copy(document, _one(pattern, page), numbers) for pattern in (_CONTENTS, _RESOURCES)
            )
            self._page(b"%b/Contents %d 0 R/Resources %d 0 R%b" % (box[0], contents, resources, _GROUP))
        return len(pages)

    def _copy(self, document: _Document, number: int, numbers: dict[int, int]) -> int:
        """Writes the object and all that it refers to; returns its new number. The press makes no circles here."""
        if number in numbers:
            return numbers[number]
        body = document.object(number)
        entries, keyword, data = body.partition(b"stream\n")  # a dictionary of the press does not hold that word
        entries = _REFERENCE.sub(
            lambda found: b"%d 0 R" % self._copy(document, int(found[1]), numbers) if found[1] else found[0], entries
        )
        numbers[number] = self._once(entries + keyword + data)
        return numbers[number]

    def _once(self, body: bytes) -> int:
        digest = hashlib.sha256(body).digest()
        found = self._seen.get(digest)
        if found is None:
            found = self._seen[digest] = self._reserve()
            self._put(found, body)
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        else:
            self._seen.move_to_end(digest)
        return found

    def _page(self, entries: bytes) -> None:
        if not self._groups or len(self._groups[-1][1]) == PAGES_IN_A_GROUP:
            self._groups.append((self._reserve(), []))
        group, pages = self._groups[-1]
        number = self._reserve()
        self._put(number, b"<</Type/Page/Parent %d 0 R%b>>" % (group, entries))
        pages.append(number)
        self._count += 1

    def _finish(self) -> None:
        tree = self._reserve()
        for group, pages in self._groups:
            kids = b" ".join(b"%d 0 R" % page for page in pages)
            self._put(group, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (tree, len(pages), kids))
        kids = b" ".join(b"%d 0 R" % group for group, _pages in self._groups)
        self._put(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self._count, kids))
        catalog = self._reserve()
        self._put(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % tree)
        table = self._at
        self._emit(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._emit(b"%010d 00000 n \n" % offset)
        self._emit(
            b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(self._offsets), catalog, table)
        )

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _put(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._at
        self._emit(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _emit(self, data: bytes) -> None:
        self._out.append(data)
        self._at += len(data)

    def _taken(self) -> bytes:
        taken, self._out = b"".join(self._out), []
        return taken


def _one(pattern: re.Pattern[bytes], node: bytes) -> int:
    found = pattern.search(node)
    if found is None:
        raise BindingError(f"no {pattern.pattern.decode().split(' ')[0]}")
    return int(found[1])
