"""The press: content in, bytes out. Pure: no Django, no Celery, no model, no clock, no network.

    from certificates.press import ENGINE_VERSION, press
    pdf = press(content)

`text` sets every script, `fonts` ships the letters, `plate` draws the design once, `thanks` and `record` lay out a
page, `document` writes the file.
"""

import zlib

import reportlab
import segno
import uharfbuzz

from certificates.content import CertificateContent, ContentError
from certificates.press.record import press_record
from certificates.press.thanks import press_thanks
from certificates.press.wording import wording

# Equal content and equal ENGINE_VERSION give equal bytes. The libraries that shape, compress and draw belong to it:
# where one of them changes, a document pressed before is another engine's work. Raise the first figure with every
# change to this package or its fonts that changes a single byte of output.
ENGINE_VERSION = (
    f"1-hb{uharfbuzz.version_string()}-z{zlib.ZLIB_RUNTIME_VERSION}-rl{reportlab.Version}-qr{segno.__version__}"
)


def press(content: CertificateContent) -> bytes:
    """The finished PDF, always the same bytes for the same content and ENGINE_VERSION.

    Raises ContentError with the field and a sentence for people, for text that no shipped font covers or that does not
    fit the page.
    """
    words = wording(content.language)
    if content.kind == "thanks":
        return press_thanks(content, words)
    return press_record(content, words)


__all__ = ["ENGINE_VERSION", "ContentError", "press"]
