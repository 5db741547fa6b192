"""The press: content in, bytes out. Pure: no Django, no Celery, no model, no clock, no network.

    from certificates.press import ENGINE_VERSION, press
    pdf = press(content)

`layout` is a design as data and `designs/` the three that ship; `composing` interprets it. `text` sets every script,
`fonts` ships the letters, `plate` draws the decoration once, `casting` what certificates say alike, `document` writes
the file. `sheet` is the sign-in sheet, which is no certificate.
"""

import zlib

import PIL
import pyphen
import reportlab
import segno
import uharfbuzz

from certificates.content import CertificateContent, ContentError
from certificates.press.attachment import credential_of
from certificates.press.composing import compose_document
from certificates.press.layout import Layout, LayoutError, shipped
from certificates.press.seal import Seal

# Equal content and equal ENGINE_VERSION give equal bytes. The libraries that shape, divide words, compress and draw
# belong to it: where one of them changes, a document pressed before is another engine's work. Raise the first figure
# with every change to this package or its fonts that changes a single byte of output.
ENGINE_VERSION = (
    f"4-hb{uharfbuzz.version_string()}-z{zlib.ZLIB_RUNTIME_VERSION}-rl{reportlab.Version}-qr{segno.__version__}"
    f"-pl{PIL.__version__}-ph{pyphen.__version__}"
)


def press(content: CertificateContent, layout: Layout | None = None, *, seal: Seal | None = None) -> bytes:
    """The finished PDF, always the same bytes for the same content, layout, key and ENGINE_VERSION.

    Without a layout it has the design that ships for its kind. With a seal it holds the credential as an associated
    file, and is signed.

    Raises ContentError with the field and a sentence for people, for text that no shipped font covers or that does not
    fit the page; LayoutError, which is one, where the layout itself is at fault.
    """
    document = compose_document(content, layout or shipped(content.kind))
    return document.finish(seal, [credential_of(content, seal)] if seal else ())


__all__ = ["ENGINE_VERSION", "ContentError", "LayoutError", "press"]
