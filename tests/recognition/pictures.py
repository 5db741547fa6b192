"""Pictures as people's devices make them."""

import base64
import io
from typing import Any

from PIL import Image


def photo(*, size: tuple[int, int] = (64, 48), form: str = "JPEG", mode: str = "RGB", **saved: Any) -> bytes:
    """A file of that form; `saved` goes to Pillow: exif, comment, icc_profile …"""
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **saved)
    return out.getvalue()


def as_base64(data: bytes) -> str:
    """As a body of the API carries it."""
    return base64.b64encode(data).decode()
