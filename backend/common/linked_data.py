"""A page's facts for programs, in the words of schema.org."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

# What would end the script element or open a comment inside it (as Django's json_script writes it).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(said: Mapping[str, Any]) -> SafeString:
    """A script element with these facts: data, which a browser neither runs nor checks against our policy."""
    text = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
