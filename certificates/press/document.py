"""The document: pages, structure, metadata and colour joined to one PDF/A-3a and PDF/UA-1 file.

ISO 19005-3 (archive) and ISO 14289-1 (accessibility) ask for: every font embedded with a way back to text, one output
intent, a structure tree, a language, a title that viewers show, and all of it said once more in XMP.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from certificates.press.embedding import FontUse
from certificates.press.fonts import Font
from certificates.press.objects import Objects, number, references, stream, text_string
from certificates.press.page import Link, Page
from certificates.press.srgb import profile
from certificates.press.structure import Node, write_tree

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 in points
_PRODUCER = "Dankwerk"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:format>application/pdf</dc:format>
<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `date` comes from the content, never from a clock."""

    title: str
    author: str
    subject: str
    language: str
    date: dt.date


class Document:
    """A file while it is written: pages first, then `finish`."""

    def __init__(self, about: About, plates: dict[str, bytes]) -> None:
        """`plates` maps a resource name to a finished Form XObject; each is stored once, however many pages use it."""
        self.about = about
        self.pages: list[Page] = []
        self.structure = Node("Document", b"/Lang" + text_string(about.language))
        self._plates = plates
        self._fonts: dict[Font, FontUse] = {}
        self._links: list[tuple[int, Link]] = []

    def page(self, plate: str) -> Page:
        """A new last page over that plate."""
        page = Page(len(self.pages), plate, self._use)
        self.pages.append(page)
        return page

    def link(self, page: Page, node: Node, link: Link) -> None:
        """A link on that page, owned by the structure element `node`."""
        page.link(node, len(self._links), link)
        self._links.append((page.index, link))

    def finish(self) -> bytes:
        """The whole file."""
        objects = Objects()
        plates = {name: objects.add(plate) for name, plate in self._plates.items() if self._is_used(name)}
        intent = self._output_intent(objects)
        contents = [objects.add(stream(b"", page.content())) for page in self.pages]
        fonts = {use.name: use.write(objects) for use in self._fonts.values()}
        resources = objects.add(b"<</Font<<%b>>/XObject<<%b>>>>" % (_names(fonts), _names(plates)))
        catalog, tree = objects.reserve(), objects.reserve()
        pages = [objects.reserve() for _ in self.pages]
        links = [objects.reserve() for _ in self._links]
        for page, number_, content in zip(self.pages, pages, contents, strict=True):
            own = [links[index] for index, _ in page.links]
            objects.put(
                number_,
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b %b]/Contents %d 0 R/Resources %d 0 R"
                b"/StructParents %d/Tabs/S%b/Group<</S/Transparency/CS/DeviceRGB>>>>"
                % (
                    tree,
                    number(PAGE_WIDTH).encode(),
                    number(PAGE_HEIGHT).encode(),
                    content,
                    resources,
                    page.index,
                    b"/Annots[%b]" % references(own) if own else b"",
                ),
            )
        for index, (number_, (_, link)) in enumerate(zip(links, self._links, strict=True)):
            objects.put(number_, _annotation(link, len(pages) + index))
        objects.put(tree, b"<</Type/Pages/Kids[%b]/Count %d>>" % (references(pages), len(pages)))
        structure = write_tree(
            objects,
            self.structure,
            marks=[page.marks for page in self.pages],
            pages=pages,
            annotations=links,
        )
        objects.put(
            catalog,
            b"<</Type/Catalog/Pages %d 0 R/Lang%b/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R/OutputIntents[%d 0 R]>>"
            % (tree, text_string(self.about.language), structure, objects.add(self._xmp()), intent),
        )
        return objects.finish(root=catalog, info=objects.add(self._info()))

    def _use(self, font: Font) -> FontUse:
        found = self._fonts.get(font)
        if found is None:
            found = self._fonts[font] = FontUse(font, f"F{len(self._fonts)}")
        return found

    def _is_used(self, plate: str) -> bool:
        return any(page.plate == plate for page in self.pages)

    def _output_intent(self, objects: Objects) -> int:
        return objects.add(
            b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
            b"/DestOutputProfile %d 0 R>>" % objects.add(_colour_stream()),
        )

    def _xmp(self) -> bytes:
        about = self.about
        text = _XMP.format(
            title=escape(about.title),
            author=escape(about.author),
            subject=escape(about.subject),
            language=about.language,
            date=about.date.isoformat(),
            producer=_PRODUCER,
        )
        return stream(b"/Type/Metadata/Subtype/XML", text.encode(), compress=False)

    def _info(self) -> bytes:
        """The same facts as in XMP: a validator compares the two."""
        about = self.about
        date = about.date.isoformat().replace("-", "").encode()
        return b"<</Title%b/Author%b/Subject%b/Producer%b/CreationDate(D:%b000000Z)/ModDate(D:%b000000Z)>>" % (
            text_string(about.title),
            text_string(about.author),
            text_string(about.subject),
            text_string(_PRODUCER),
            date,
            date,
        )


@cache
def _colour_stream() -> bytes:
    return stream(b"/N 3", profile())


def _names(objects: dict[str, int]) -> bytes:
    return b"".join(b"/%b %d 0 R" % (name.encode(), number_) for name, number_ in objects.items())


def _annotation(link: Link, parent_key: int) -> bytes:
    x, y, width, height = link.box
    box = " ".join(map(number, (x, y, x + width, y + height))).encode()
    return b"<</Type/Annot/Subtype/Link/Rect[%b]/Border[0 0 0]/F 4/StructParent %d/Contents%b/A<</S/URI/URI%b>>>>" % (
        box,
        parent_key,
        text_string(link.hint),
        text_string(link.address),
    )
