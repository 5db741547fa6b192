"""The base of every endpoint: closed by default, reads as plain rows, writes through services."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from backend.common.idempotency import once
from backend.common.pagination import KeysetPagination
from backend.common.remembering import remembering

Row = dict[str, Any]


class RowViewSet(GenericViewSet[Any]):
    """Rows of one model, as far as `visible_to(user)` shows them; somebody else's row is 404.

    `rows` maps each name of the answer to a path of the ORM: a page is one query by `.values()`, no model instances
    (a third of the CPU of a serializer). `serializer_class` describes the same answer for OpenAPI; a test compares
    the two. `inputs` maps an action to the serializer of its body; `idempotent_actions` take an `Idempotency-Key`.
    """

    model: ClassVar[Any]
    rows: ClassVar[dict[str, str]]
    inputs: ClassVar[dict[str, type[serializers.BaseSerializer[Any]]]] = {}
    idempotent_actions: ClassVar[frozenset[str]] = frozenset({"create"})
    lookup_field = "uuid"
    lookup_value_converter = "uuid"
    http_method_names = ["get", "post", "patch", "delete", "head"]

    def get_queryset(self) -> models.QuerySet[Any]:
        """What the asking user may see; nothing while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            queryset: models.QuerySet[Any] = self.model.objects.none()
        else:
            queryset = self.model.objects.visible_to(self.request.user)
        return queryset

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """The body's serializer for an action that has one, else that of the answer."""
        return self.inputs.get(self.action, super().get_serializer_class())

    # --- reads ---

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """The columns of the answer, and the key for the cursor."""
        return queryset.values("id", *dict.fromkeys(self.rows.values()))

    def as_answer(self, row: dict[str, Any]) -> Row:
        """One row under the names of the answer."""
        return {name: row[path] for name, path in self.rows.items()}

    def page(self, queryset: models.QuerySet[Any]) -> Response:
        """One keyset page of the filtered queryset. One with a method `near` says which keys the page is among."""
        rows = self.filter_queryset(queryset)
        if hasattr(queryset, "near"):
            # Only keys are taken from all that match the filters: what is shown still passed `visible_to`.
            window = KeysetPagination().window(self.request)
            keys = queryset.near(lambda: self.filter_queryset(self.model.objects.all()), window)
            rows = rows if keys is None else rows.filter(pk__in=keys)
        found = self.paginate_queryset(self.as_rows(rows))
        return self.get_paginated_response([self.as_answer(row) for row in found or []])

    def one(self, row: models.Model) -> Row:
        """The answer for one row that was just read or written."""
        values = self.as_rows(self.model.objects.filter(pk=row.pk)).get()
        return self.as_answer(values)

    def get_object(self) -> Any:
        """The row of the address, if the user may see it. Raises Http404."""
        row = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_field]}).first()
        if row is None:
            raise Http404
        return row

    # --- writes ---

    @property
    def actor(self) -> Any:
        """The signed-in user: every endpoint is closed to anybody else (DEFAULT_PERMISSION_CLASSES)."""
        return self.request.user

    def body(self) -> dict[str, Any]:
        """The validated body of the request. Raises ValidationError."""
        serializer = self.get_serializer(data=self.request.data)
        with remembering():  # the rows that a body names are the same asker's
            serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data

    def created(self, request: Request, make: Callable[[], models.Model]) -> Response:
        """201 with the new row; once for each `Idempotency-Key`."""
        return once(request, lambda: Response(self.one(make()), status=201))


class ListRows:
    """GET on the collection."""

    def list(self, request: Request) -> Response:
        """One keyset page, newest first."""
        view: Any = self
        response: Response = view.page(view.get_queryset())
        return response


class RetrieveRow:
    """GET on one row."""

    def retrieve(self, request: Request, uuid: str) -> Response:
        """The row, or 404."""
        view: Any = self
        return Response(view.one(view.get_object()))
