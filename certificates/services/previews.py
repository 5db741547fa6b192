"""How a template will look: the first page of a sample, by the real press, as a picture."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from backend.common.errors import Invalid
from certificates.content import ContentError
from certificates.models import TemplateVersion
from certificates.press import press
from certificates.press.layout import parse_layout
from certificates.services import pdfium, samples

COLOURS = 48
WIDTHS = {"small": 400, "medium": 800, "large": 1600}  # pixels


def preview(*, version: TemplateVersion, sample: str, size: str) -> bytes:
    """PNG of the first page, unsealed. Raises NotFound (`unknown_sample`), Invalid (`sample_fails`, with the field)."""
    content = samples.sample(version.template.kind, sample).content
    try:
        return first_page(press(content, parse_layout(version.layout)), width=WIDTHS[size])
    except ContentError as error:
        raise Invalid(
            _("Dieses Muster lässt sich mit der Vorlage nicht drucken: %(reason)s") % {"reason": error.reason},
            code="sample_fails",
            field=error.field,
        ) from error


def first_page(pdf: bytes, *, width: int) -> bytes:
    """The first page as PNG, that many pixels wide."""
    with pdfium.opened(pdf) as document:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil().copy()  # its memory is PDFium's own
    target = io.BytesIO()
    # Paper has few colours: a palette makes the picture a fifth as large, in the same time, and nobody sees it.
    picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(target, "PNG")
    return target.getvalue()
