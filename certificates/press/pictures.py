"""Logos and scanned signatures of a layout: decoded once, brought to the size they are printed in, kept as XObjects.

What comes from outside is refused before it costs anything: the size is read from the head of the file, and nothing of
more than `MAX_PIXELS` is decoded.
"""

import base64
import binascii
import io
import warnings
import zlib
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from certificates.press.document import Picture
from certificates.press.objects import ONCE, stream

MAX_PIXELS = 20_000_000
_DPI = 300  # finer than that no eye sees and no office printer prints


class Scaled(NamedTuple):
    """A picture ready to be drawn; width and height in points."""

    picture: Picture
    width: float
    height: float


@lru_cache(maxsize=64)
def scaled(data: str, width: float, height: float) -> Scaled:
    """The picture in base64, as large as `width` and `height` (points) allow, not distorted.

    Raises ValueError with a sentence in German.
    """
    image = _decoded(data)
    factor = min(width / image.width, height / image.height)
    width, height = image.width * factor, image.height * factor
    pixels = (max(1, round(width / 72 * _DPI)), max(1, round(height / 72 * _DPI)))
    if pixels[0] < image.width:
        image = image.resize(pixels, Image.Resampling.LANCZOS)
    entries = b"/Width %d/Height %d/BitsPerComponent 8" % image.size
    mask = None
    alpha = image.getchannel("A")
    if alpha.getextrema() != (255, 255):
        mask = stream(b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray" + entries, alpha.tobytes(), level=ONCE)
    packed = zlib.compress(image.convert("RGB").tobytes(), ONCE)
    return Scaled(Picture(b"/ColorSpace/DeviceRGB" + entries, packed, mask), width, height)


def _decoded(data: str) -> Image.Image:
    """RGBA, upright."""
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("Das Bild ist nicht in Base64 geschrieben.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower
            image = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValueError("Das ist kein Bild. Möglich sind PNG und JPEG.") from None
    if image.width * image.height > MAX_PIXELS:
        found, most = round(image.width * image.height / 1e6), MAX_PIXELS // 1_000_000
        raise ValueError(f"Das Bild hat {found} Megapixel; höchstens {most} sind möglich. Bitte verkleinern.")
    try:
        return ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError):
        raise ValueError("Das Bild ist beschädigt und lässt sich nicht lesen.") from None
