"""The signature inside the file: PAdES B-B (ETSI EN 319 142-1), in the first revision and over all of it.

The field lies in the file from the start, so nothing is appended, and what was signed is the file itself. It has no
place on the page: a picture of a signature proves nothing, and would have to be described to whoever cannot see it.
"""

from certificates.press.metadata import About, pdf_date
from certificates.press.objects import File, text_string
from certificates.press.seal import Seal

FIELD = b"/FT/Sig/T(Siegel)"
_RANGE = b"/ByteRange[0 %010d %010d %010d]"  # of a fixed width: the figures are known only when the file is
_CONTENTS = b"/Contents<"


def widget(about: About, *, page: int, parent_key: int, value: int) -> bytes:
    """The field and its annotation in one (12.5.6.19). No area, so that it needs no appearance (ISO 19005-3, 6.3.3).

    F 132: printed (ISO 19005-3, 6.3.2) and locked. TU is its name to a screen reader (ISO 14289-1, 7.18.4).
    """
    return b"<</Type/Annot/Subtype/Widget%b/TU%b/Rect[0 0 0 0]/F 132/P %d 0 R/StructParent %d/V %d 0 R>>" % (
        FIELD,
        text_string(about.seal),
        page,
        parent_key,
        value,
    )


def form(field: int) -> bytes:
    """The entry of the catalog. SigFlags 3: there is a signature, and the file may only ever be appended to."""
    return b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>" % field


def signature(about: About, seal: Seal) -> bytes:
    """The signature dictionary (12.8.1) with room for the figures and for the container as hexadecimal digits.

    M is the date of the content: the claimed time of a signature is no proof, and a clock would change the bytes.
    """
    return b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%b/Name%b%b%b%b>>>" % (
        pdf_date(about.date),
        text_string(about.author),
        _RANGE % (0, 0, 0),
        _CONTENTS,
        b"0" * (2 * seal.container_bytes),
    )


def sign(file: File, offset: int, seal: Seal) -> bytes:
    """The file with its signature; `offset` is where the object of the signature dictionary begins, after the head.

    1. Everything is signed but the string of /Contents with its angle brackets (12.8.1).
    2. The figures are filled in, because they are signed too.
    3. The container takes the first places of the string; zeros stay behind it.
    """
    head, body = file.head.data, bytearray(file.body)
    start = body.index(_CONTENTS, offset - len(head)) + len(_CONTENTS) - 1
    end = start + 2 + 2 * seal.container_bytes
    figures = _RANGE % (len(head) + start, len(head) + end, len(body) - end)
    place = start + 1 - len(_CONTENTS) - len(figures)
    body[place : place + len(figures)] = figures
    digest = file.head.digest.copy()  # has read the head already
    with memoryview(body) as view:
        digest.update(view[:start])
        digest.update(view[end:])
    container = seal.sign_document(digest.digest())
    if len(container) > seal.container_bytes:
        raise AssertionError(f"the seal's container has {len(container)} bytes, {seal.container_bytes} were reserved")
    digits = container.hex().encode()
    body[start + 1 : start + 1 + len(digits)] = digits
    return b"".join((head, body))
