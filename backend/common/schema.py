"""OpenAPI: what drf-spectacular cannot know of us. The document names each answer that an operation can give."""

from typing import Any, Literal

import django_filters
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from backend.common.filters import NumberFilter
from backend.common.inputs import Input, Text

MEDIA_TYPE = "application/problem+json"
Direction = Literal["request", "response"]


class ProblemItem(serializers.Serializer[Any]):
    """One wrong field."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457. `code` is stable and for programs, `detail` for people; `field` names what is wrong.

    `facts` holds what a program may want to know besides, such as the `status` in which a thing stands now.
    """

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    field = serializers.CharField(required=False)
    errors = ProblemItem(many=True, required=False)  # type: ignore[assignment]  # the metaclass takes it off the class
    facts = serializers.DictField(child=serializers.CharField(), required=False)


DESCRIPTIONS = {
    400: "Die Eingabe stimmt nicht; `field` und `errors` sagen, wo.",
    401: "Nicht angemeldet.",
    403: "Angemeldet, aber dazu nicht berechtigt.",
    404: "Gibt es nicht, oder nicht für Sie.",
    406: "Diese Form der Antwort gibt es nicht.",
    409: "Im jetzigen Zustand nicht möglich.",
    413: "Zu groß.",
    415: "Bitte JSON senden.",
    422: "Derselbe Idempotency-Key, ein anderer Inhalt.",
    429: "Zu viele Anfragen.",
}
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._:-]+$"},
    OpenApiParameter.HEADER,
    description="Dieselbe Anfrage mit demselben Schlüssel wird einmal ausgeführt.",
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Das ist die Antwort, die dieser Idempotency-Key schon einmal bekam.",
)


def refused(*codes: int) -> dict[Any, Any]:
    """Responses for `extend_schema`: refusals of this operation beyond those that follow from its shape."""
    return {(code, MEDIA_TYPE): OpenApiResponse(Problem, description=DESCRIPTIONS[code]) for code in codes}


class ProblemAutoSchema(AutoSchema):
    """Adds the refusals that follow from an operation's shape, and the `Idempotency-Key` where it works."""

    @property
    def _idempotent(self) -> bool:
        actions = getattr(self.view, "idempotent_actions", ())
        return self.method == "POST" and getattr(self.view, "action", "") in actions

    def get_override_parameters(self) -> list[Any]:
        """The headers of POSTs that create."""
        parameters: list[Any] = list(super().get_override_parameters())
        return [*parameters, IDEMPOTENCY_KEY, REPLAYED] if self._idempotent else parameters

    def _refusals(self) -> set[int]:
        """The refusals that any operation of this shape can give."""
        codes = {406}
        if "{" in self.path:
            codes.add(404)
        if self._idempotent:
            codes |= {400, 422}
        if self._get_request_body() is not None:  # type: ignore[no-untyped-call]  # untyped upstream
            codes |= {400, 413, 415}
        if self.method == "GET" and self._is_list_view() and self._get_paginator():  # type: ignore[no-untyped-call]  # untyped upstream
            codes.add(400)
        if any(self.get_auth()):  # [{}] is public
            codes |= {401} if self.method == "GET" else {401, 403}
        if getattr(self.view, "throttle_classes", None):
            codes.add(429)
        return codes

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self._refusals():
            if str(code) not in bodies:
                answer = OpenApiResponse(Problem, description=DESCRIPTIONS[code])
                bodies[str(code)] = self._get_response_for_code(  # type: ignore[no-untyped-call]  # untyped upstream
                    answer, str(code), [MEDIA_TYPE], direction
                )
        return dict(sorted(bodies.items()))

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]  # untyped upstream
        if isinstance(serializer, Input):
            schema["additionalProperties"] = False
        return schema

    def _map_serializer_field(self, field: Any, direction: Direction, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002 - upstream's signature
        schema = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]  # untyped upstream
        if isinstance(field, Text) and field.trim_whitespace and not field.allow_blank:
            schema["pattern"] = r"\S"
        return schema


class _FilterParameters(DjangoFilterExtension):  # type: ignore[no-untyped-call]  # untyped upstream
    """The bounds of filters, which the form fields know."""

    target_class = "backend.common.filters.StrictFilters"
    priority = 1

    def resolve_filter_field(
        self, auto_schema: Any, model: Any, filterset_class: Any, field_name: str, filter_field: Any
    ) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().resolve_filter_field(  # type: ignore[no-untyped-call]  # untyped upstream
            auto_schema, model, filterset_class, field_name, filter_field
        )
        extra = filter_field.extra
        for parameter in parameters:
            schema = parameter["schema"]
            if isinstance(filter_field, NumberFilter):
                schema |= {"minimum": extra["min_value"], "maximum": extra["max_value"]}
            elif type(filter_field) is django_filters.CharFilter:
                schema |= {"minLength": 1, "maxLength": extra["max_length"], "pattern": r"\S"}
        return parameters
