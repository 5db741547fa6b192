"""The document: pages, structure, metadata and colour joined to one PDF/A-3a and PDF/UA-1 file.

ISO 19005-3 (archive) and ISO 14289-1 (accessibility) ask for: every font embedded with a way back to text, one output
intent, a structure tree, a language, a title that viewers show, and all of it said once more in XMP.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from certificates.press.attachment import Attachment, write_attachments
from certificates.press.letters import Letters
from certificates.press.metadata import About, information, xmp
from certificates.press.objects import ONCE, Head, Objects, number, references, stream, text_string
from certificates.press.operators import Fonts
from certificates.press.page import Link, Page
from certificates.press.seal import Seal
from certificates.press.signing import form, sign, signature, widget
from certificates.press.srgb import profile
from certificates.press.structure import Annotation, Node, write_tree

__all__ = ["PAGE_HEIGHT", "PAGE_WIDTH", "About", "Attachment", "Document", "Picture"]

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 in points


class Picture(NamedTuple):
    """An image XObject (8.9.5). `entries` belong to its dictionary, `data` is packed with Flate.

    `mask` is the finished stream object of its opacity, if it has one.
    """

    entries: bytes
    data: bytes
    mask: bytes | None = None


class Document:
    """A file while it is written: pages first, then `finish`."""

    def __init__(
        self, about: About, plates: Mapping[str, bytes], pictures: Mapping[str, Picture] = MappingProxyType({})
    ) -> None:
        """`plates` maps a resource name to a finished Form XObject; each is stored once, however many pages use it.

        `pictures` are images that `Page.shape` draws by their resource name.
        """
        self.about = about
        self.pages: list[Page] = []
        self.structure = Node("Document", b"/Lang" + text_string(about.language))
        self._plates = plates
        self._pictures = pictures
        self.fonts = Fonts()
        self._links: list[tuple[int, Link]] = []

    def page(self, plate: str) -> Page:
        """A new last page over that plate."""
        page = Page(len(self.pages), plate, self.fonts)
        self.pages.append(page)
        return page

    def link(self, page: Page, node: Node, link: Link) -> None:
        """A link on that page, owned by the structure element `node`."""
        page.link(node, len(self._links), link)
        self._links.append((page.index, link))

    def finish(self, seal: Seal | None = None, attachments: Sequence[Attachment] = ()) -> bytes:
        """The whole file, with those files inside it, and signed where there is a seal. To be called once."""
        used = {page.plate for page in self.pages}
        plates = tuple((name, plate) for name, plate in self._plates.items() if name in used)
        static = _static(plates, tuple(self._pictures.items()), self.fonts.letters)
        objects = Objects(static.head)
        fonts = {**static.fonts, **{use.name: use.write(objects) for use in self.fonts.own}}
        resources = objects.add(b"<</Font<<%b>>/XObject<<%b>>>>" % (_names(fonts), _names(static.drawings)))
        catalog = objects.reserve()
        numbers = [objects.reserve() for _ in self.pages]
        links = [objects.reserve() for _ in self._links]
        fields = [objects.reserve()] if seal else []
        if fields:
            self.structure.add("Form").kids.append(Annotation(0, len(links)))
        tree = self._write_pages(objects, numbers, links, fields, resources)
        structure = write_tree(
            objects,
            self.structure,
            marks=[page.marks for page in self.pages],
            pages=numbers,
            annotations=links + fields,
        )
        more = write_attachments(objects, attachments, self.about.date)
        objects.put(
            catalog,
            b"<</Type/Catalog/Pages %d 0 R/Lang%b/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R/OutputIntents[%d 0 R]%b%b>>"
            % (
                tree,
                text_string(self.about.language),
                structure,
                objects.add(xmp(self.about)),
                static.intent,
                more,
                form(fields[0]) if fields else b"",
            ),
        )
        info = objects.add(information(self.about))
        if seal is None:
            return objects.finish(root=catalog, info=info).data
        value = objects.add(signature(self.about, seal))
        key = len(numbers) + len(links)
        objects.put(fields[0], widget(self.about, page=numbers[0], parent_key=key, value=value))
        file = objects.finish(root=catalog, info=info)
        return sign(file, file.offsets[-1], seal)

    def _write_pages(
        self, objects: Objects, numbers: Sequence[int], links: Sequence[int], fields: Sequence[int], resources: int
    ) -> int:
        """Adds pages and links; returns the number of the page tree."""
        tree = objects.reserve()
        for page, own_number in zip(self.pages, numbers, strict=True):
            annotations = [links[index] for index, _ in page.links] + ([] if page.index else list(fields))
            objects.put(
                own_number,
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b %b]/Contents %d 0 R/Resources %d 0 R"
                b"/StructParents %d/Tabs/S%b/Group<</S/Transparency/CS/DeviceRGB>>>>"
                % (
                    tree,
                    number(PAGE_WIDTH).encode(),
                    number(PAGE_HEIGHT).encode(),
                    objects.add(stream(b"", page.content())),
                    resources,
                    page.index,
                    b"/Annots[%b]" % references(annotations) if annotations else b"",
                ),
            )
        for index, (own_number, (_, link)) in enumerate(zip(links, self._links, strict=True)):
            objects.put(own_number, _annotation(link, len(numbers) + index))
        objects.put(tree, b"<</Type/Pages/Kids[%b]/Count %d>>" % (references(numbers), len(numbers)))
        return tree


class _Static(NamedTuple):
    """What a file begins with, and the numbers of the objects in it by resource name."""

    head: Head
    intent: int
    drawings: dict[str, int]
    fonts: dict[str, int]


@lru_cache(maxsize=64)
def _static(
    plates: tuple[tuple[str, bytes], ...], pictures: tuple[tuple[str, Picture], ...], letters: tuple[Letters, ...]
) -> _Static:
    """Colour, designs and fonts: serialised once, copied into each document that uses the same ones."""
    objects = Objects()
    intent = objects.add(
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
        b"/DestOutputProfile %d 0 R>>" % objects.add(stream(b"/N 3", profile(), level=ONCE)),
    )
    drawings = {name: objects.add(plate) for name, plate in plates}
    drawings |= {name: _picture(objects, picture) for name, picture in pictures}
    fonts = {subset.name: subset.write(objects, ONCE) for subset in letters}
    return _Static(objects.freeze(), intent, drawings, fonts)


def _picture(objects: Objects, picture: Picture) -> int:
    entries = b"/Type/XObject/Subtype/Image/Filter/FlateDecode" + picture.entries
    if picture.mask is not None:
        entries += b"/SMask %d 0 R" % objects.add(picture.mask)
    return objects.add(stream(entries, picture.data, compress=False))


def _names(objects: Mapping[str, int]) -> bytes:
    return b"".join([b"/%b %d 0 R" % (name.encode(), number_) for name, number_ in objects.items()])


def _annotation(link: Link, parent_key: int) -> bytes:
    x, y, width, height = link.box
    box = " ".join(map(number, (x, y, x + width, y + height))).encode()
    return b"<</Type/Annot/Subtype/Link/Rect[%b]/Border[0 0 0]/F 4/StructParent %d/Contents%b/A<</S/URI/URI%b>>>>" % (
        box,
        parent_key,
        text_string(link.hint),
        text_string(link.address),
    )
