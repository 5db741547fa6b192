"""What a file says of itself, twice: in XMP (ISO 16684-1) and in the old information dictionary.

A PDF/A validator compares the two (ISO 19005-3, 6.6.3), and asks that a namespace of one's own, here that of PDF/UA, is
described in an extension schema (6.6.2.3).
"""

import datetime as dt
from dataclasses import dataclass
from xml.sax.saxutils import escape

from certificates.press.objects import stream, text_string

_PRODUCER = "Dankwerk"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%(title)b</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%(author)b</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%(subject)b</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>%(language)b</rdf:li></rdf:Bag></dc:language>
<dc:format>application/pdf</dc:format>
<xmp:CreateDate>%(date)bT00:00:00Z</xmp:CreateDate><xmp:ModifyDate>%(date)bT00:00:00Z</xmp:ModifyDate>
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
<?xpacket end="w"?>""".replace("{producer}", _PRODUCER).encode()


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `date` comes from the content, never from a clock."""

    title: str
    author: str
    subject: str
    language: str
    date: dt.date
    seal: str = "Siegel"  # what a screen reader calls the field of the signature


def pdf_date(day: dt.date) -> bytes:
    """A date string (7.9.4): midnight, Universal Time."""
    return b"(D:%04d%02d%02d000000Z)" % (day.year, day.month, day.day)


def xmp(about: About) -> bytes:
    """The metadata stream. Never compressed: whoever knows nothing of PDF finds it too (ISO 19005-3, 6.6.2.1)."""
    said = (about.title, about.author, about.subject, about.language, about.date.isoformat())
    title, author, subject, language, date = [escape(text).encode() for text in said]
    return stream(
        b"/Type/Metadata/Subtype/XML",
        _XMP % {b"title": title, b"author": author, b"subject": subject, b"language": language, b"date": date},
        compress=False,
    )


def information(about: About) -> bytes:
    """The information dictionary (14.3.3)."""
    return b"<</Title%b/Author%b/Subject%b/Producer%b/CreationDate%b/ModDate%b>>" % (
        text_string(about.title),
        text_string(about.author),
        text_string(about.subject),
        text_string(_PRODUCER),
        pdf_date(about.date),
        pdf_date(about.date),
    )
