"""From a row to bytes: content, design and seal brought together, for the queue and whoever presses again."""

from typing import Any

from certificates.content import parse_content
from certificates.press import press
from certificates.press.layout import Layout
from certificates.press.seal import Seal


def pressed(content: Any, layout: Layout | None, seal: Seal | None) -> bytes:
    """The PDF of a row's content. Raises ContentError, which holds no personal data."""
    return press(parse_content(content), layout, seal=seal)
