"""Files inside the file: associated files of PDF/A-3 (ISO 19005-3, 6.8), such as the verifiable credential."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from certificates.content import CertificateContent
from certificates.press.credential import credential
from certificates.press.metadata import pdf_date
from certificates.press.objects import Objects, references, stream, text_string
from certificates.press.seal import Seal


class Attachment(NamedTuple):
    """A file to embed.

    `relationship` says what it is to the document: Source, Data, Alternative, Supplement or Unspecified.
    """

    name: str
    mime: str
    description: str
    relationship: str
    data: bytes


def credential_of(content: CertificateContent, seal: Seal) -> Attachment:
    """The signed credential as a file that lies in the document: the same facts for machines."""
    return Attachment(
        "credential.jwt",
        "application/vc+jwt",  # W3C, Securing Verifiable Credentials using JOSE and COSE, 3.1.1
        "Open Badges 3.0 credential",
        "Data",
        credential(content, seal),
    )


def write_attachments(objects: Objects, attachments: Sequence[Attachment], date: dt.date) -> bytes:
    """Adds the files; returns the entries of the catalog that name them, empty where there are none.

    The catalog says it twice: /AF makes them associated files of the whole document, the name tree is where readers
    look for what they can save.
    """
    if not attachments:
        return b""
    named = [(text_string(item.name), _specification(objects, item, date)) for item in attachments]
    tree = b"".join([b"%b %d 0 R" % entry for entry in sorted(named)])  # 7.9.6: sorted by name
    return b"/AF[%b]/Names<</EmbeddedFiles<</Names[%b]>>>>" % (references(number for _, number in named), tree)


def _specification(objects: Objects, item: Attachment, date: dt.date) -> int:
    """The file specification (7.11.3); its stream stays as it is, so that the credential can be read by the eye."""
    file = objects.add(
        stream(
            # A name writes its slash as #2F. The checksum is MD5 by definition (table 46); it protects nothing.
            b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d/ModDate%b/CheckSum<%b>>>"
            % (
                item.mime.replace("/", "#2F").encode(),
                len(item.data),
                pdf_date(date),
                hashlib.md5(item.data, usedforsecurity=False).hexdigest().encode(),
            ),
            item.data,
            compress=False,
        )
    )
    name = text_string(item.name)
    return objects.add(
        b"<</Type/Filespec/F%b/UF%b/Desc%b/AFRelationship/%b/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (name, name, text_string(item.description), item.relationship.encode(), file, file)
    )
