"""Keyset pages: the next page starts after the last key seen. No OFFSET, no count: each page costs the same."""

import re
from base64 import b64decode
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from backend.common.windows import Window

_CURSOR = re.compile(r"(r=1&)?p=([0-9]{1,18})")


class KeysetPagination(CursorPagination):
    """Newest first by the internal key, which never leaves the cursor."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int:
        """Rows a page. Raises ValidationError for anything but a whole number within the bounds."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not re.fullmatch(r"[1-9][0-9]{0,2}", asked) or int(asked) > self.max_page_size:
            detail = _("Eine Seite hat 1 bis %(most)s Zeilen.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [detail]}, code="page_size")
        return int(asked)

    def window(self, request: Request) -> Window:
        """Where the page lies. Raises ValidationError like the two it asks."""
        most = self.get_page_size(request) + 1  # one more tells whether there is a next page
        cursor = self.decode_cursor(request)
        return Window(most, cursor.position, rising=cursor.reverse) if cursor else Window(most)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor of the request. Raises ValidationError for one that we never gave out."""
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            found = _CURSOR.fullmatch(b64decode(encoded, validate=True).decode("ascii"))
        except ValueError:
            found = None
        if found is None:
            detail = _("Diese Seite gibt es nicht. Bitte beginnen Sie wieder bei der ersten.")
            raise ValidationError({self.cursor_query_param: [detail]}, code="cursor")
        return Cursor(offset=0, reverse=found[1] is not None, position=int(found[2]))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """`cursor` and `page_size`, for OpenAPI."""
        return [
            {
                "name": self.cursor_query_param,
                "required": False,
                "in": "query",
                "description": "Aus `next` oder `previous` einer Seite.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 100},
            },
            {
                "name": self.page_size_query_param,
                "required": False,
                "in": "query",
                "description": "Zeilen je Seite.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A page, for OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }
