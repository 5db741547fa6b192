"""Pictures to be shown elsewhere: a card of the press as PNG."""

import io

from PIL import Image

from certificates.press.card import RATIO, Card, press_card
from certificates.services import pdfium

WIDTH, HEIGHT = 1200, 630  # pixels
COLOURS = 32


def picture(card: Card) -> bytes:
    """The card as PNG of WIDTH × HEIGHT pixels. Raises ContentError as `press_card`."""
    with pdfium.opened(press_card(card)) as document:
        page = document[0]
        width, height = page.get_width(), page.get_height()
        below = height - width * RATIO
        drawn = page.render(scale=WIDTH / width, crop=(0, below, 0, 0)).to_pil().copy()  # its memory is PDFium's own
    target = io.BytesIO()
    exact = drawn.convert("RGB").crop((0, 0, WIDTH, HEIGHT))
    exact.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(target, "PNG")
    return target.getvalue()
