"""Keyset pages for people: newest first, each page begins after the last key seen. No OFFSET, no count."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import QueryDict

from backend.common.windows import Window

M = TypeVar("M", bound=models.Model)
PARAMETER = "vor"  # in the address: only rows older than that key
_KEY = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[M]):
    """The rows of one page. `older` is the query of the next one, empty at the end; `newest` leads to the first."""

    rows: list[M]
    older: str
    newest: str


def window_of(query: QueryDict, most: int = 50) -> Window:
    """Where the page lies; an address that makes no sense means the first page."""
    key = query.get(PARAMETER, "")
    return Window(most + 1, int(key) if _KEY.fullmatch(key) else None)


def page_of(rows: "models.QuerySet[M]", query: QueryDict, most: int = 50) -> KeysetPage[M]:
    """One query; one row more than shown tells whether there are older ones."""
    window = window_of(query, most)
    if window.position is not None:
        rows = rows.filter(pk__lt=window.position)
    found = list(rows.order_by("-pk")[: window.most])
    kept = query.copy()
    kept.pop(PARAMETER, None)
    newest = f"?{kept.urlencode()}" if window.position is not None else ""
    if len(found) <= most:
        return KeysetPage(found, "", newest)
    kept[PARAMETER] = str(found[most - 1].pk)
    return KeysetPage(found[:most], f"?{kept.urlencode()}", newest)
