"""Reference data: districts and fields of action. Public."""

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import clock
from volunteers.models import District, FieldOfAction


class DistrictOut(serializers.ModelSerializer[District]):
    """A district; `ags` is its key everywhere."""

    class Meta:
        model = District
        fields = ["ags", "name", "kind", "nuts3", "statistical_region", "valid_from", "valid_to"]
        read_only_fields = fields


class FieldOfActionOut(serializers.ModelSerializer[FieldOfAction]):
    """A field of action; `code` is its key everywhere."""

    class Meta:
        model = FieldOfAction
        fields = ["code", "name", "valid_from", "valid_to"]
        read_only_fields = fields


class _ReferenceViewSet(viewsets.GenericViewSet[Any]):
    """A short public table that hardly changes: all of it at once, to be kept by caches."""

    authentication_classes = []  # the same answer for everybody, so that one cache serves all
    permission_classes = [AllowAny]
    pagination_class = None
    filter_backends = []
    http_method_names = ["get", "head"]

    def list(self, request: Request) -> Response:
        """The rows that are valid today."""
        rows = self.get_queryset().valid_on(clock.today())  # type: ignore[attr-defined]  # both querysets are dated
        return _kept(Response(self.get_serializer(rows, many=True).data))

    def retrieve(self, request: Request, **key: str) -> Response:
        """One row, valid or not."""
        return _kept(Response(self.get_serializer(self.get_object()).data))


def _kept(response: Response) -> Response:
    response["Cache-Control"] = "public, max-age=3600"
    return response


@extend_schema(tags=["places"])
class DistrictViewSet(_ReferenceViewSet):
    """Districts of Lower Saxony, by `ags`."""

    queryset: "models.QuerySet[District]" = District.objects.all()
    serializer_class = DistrictOut
    lookup_field = "ags"
    lookup_value_converter = "slug"


@extend_schema(tags=["places"])
class FieldOfActionViewSet(_ReferenceViewSet):
    """Fields of action, by `code`."""

    queryset: "models.QuerySet[FieldOfAction]" = FieldOfAction.objects.all()
    serializer_class = FieldOfActionOut
    lookup_field = "code"
    lookup_value_converter = "slug"
