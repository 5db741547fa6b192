"""Layouts for tests: the shipped ones with changes, and pictures to put into them."""

import base64
import copy
import io
import json
from typing import Any

from PIL import Image

from tests.certificates.press.samples import ROOT


def design(kind: str) -> dict[str, Any]:
    """The JSON of a shipped design, to be changed."""
    text = (ROOT / f"certificates/press/designs/{kind}.json").read_text(encoding="utf-8")
    return copy.deepcopy(json.loads(text))


def picture(image: Image.Image, kind: str = "PNG") -> str:
    """As it stands in a layout."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def logo(data: str, **changes: Any) -> dict[str, Any]:
    """An image element in the upper left corner."""
    box = {"x": 30, "y": 30, "width": 40}
    return {"type": "image", "data": data, "alt": "Logo", "width": 20, "height": 20, "box": box, **changes}
