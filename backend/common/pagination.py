"""Keyset pages: the next page starts after the last key seen. No OFFSET, no count: each page costs the same."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class KeysetPagination(CursorPagination):
    """Newest first by the internal key, which never leaves the cursor."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor of the request. Raises ValidationError for one that we never gave out."""
        try:
            cursor: Cursor | None = super().decode_cursor(request)
        except Exception as error:
            raise self._unknown() from error
        if cursor is not None and cursor.position is not None and not self._is_key(cursor.position):
            raise self._unknown()
        return cursor

    @staticmethod
    def _is_key(position: Any) -> bool:
        text = str(position)
        return text.isascii() and text.isdigit() and len(text) <= 18

    @staticmethod
    def _unknown() -> ValidationError:
        return ValidationError(
            {"cursor": [_("Diese Seite gibt es nicht. Bitte beginnen Sie wieder bei der ersten.")]}, code="cursor"
        )
