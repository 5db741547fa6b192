"""OpenAPI: what drf-spectacular cannot know of us."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class ProblemItem(serializers.Serializer[Any]):
    """One wrong field."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457. `code` is stable and for programs, `detail` for people; `field` names what is wrong."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    field = serializers.CharField(required=False)
    errors = ProblemItem(many=True, required=False)  # type: ignore[assignment]  # the metaclass takes it off the class


DESCRIPTIONS = {
    "400": "Die Eingabe stimmt nicht; `field` und `errors` sagen, wo.",
    "401": "Nicht angemeldet.",
    "403": "Angemeldet, aber dazu nicht berechtigt.",
    "404": "Gibt es nicht, oder nicht für Sie.",
    "406": "Diese Form der Antwort gibt es nicht.",
    "409": "Im jetzigen Zustand nicht möglich.",
    "415": "Bitte JSON senden.",
    "422": "Derselbe Idempotency-Key, ein anderer Inhalt.",
    "429": "Zu viele Anfragen.",
}


class ProblemAutoSchema(AutoSchema):
    """Adds the refusals, as application/problem+json, and the `Idempotency-Key` header where it works."""

    def get_override_parameters(self) -> list[Any]:
        """The header on POSTs that create."""
        parameters: list[Any] = list(super().get_override_parameters())
        if self.method == "POST" and getattr(self.view, "action", "") in getattr(self.view, "idempotent_actions", ()):
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._:-]+$"},
                    OpenApiParameter.HEADER,
                    description="Dieselbe Anfrage mit demselben Schlüssel wird einmal ausgeführt.",
                )
            )
        return parameters

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        public = not self.get_auth() or {} in self.get_auth()
        codes = {"400", "404", "406", "429"}
        if not public:
            codes |= {"401", "403"}
        if self.method in {"POST", "PATCH", "PUT", "DELETE"}:
            codes |= {"409", "415", "422"}
        for code in sorted(codes - bodies.keys()):
            bodies[code] = self._get_response_for_code(  # type: ignore[no-untyped-call]  # untyped upstream
                OpenApiResponse(Problem, description=DESCRIPTIONS[code]), code, ["application/problem+json"], direction
            )
        return bodies
