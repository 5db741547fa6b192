"""`/api/v1/protocol-events`: what was decided that has no table of events of its own."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from backend.common.filters import UuidFilter
from backend.common.models import said
from backend.common.viewsets import ListRows, RowViewSet
from volunteers import columns
from volunteers.models import ProtocolEvent


class ProtocolEventOut(serializers.Serializer[Any]):
    """One decision; `actor` is null where a rule or the operator decided. `detail` holds codes and numbers."""

    at = serializers.DateTimeField()
    act = serializers.CharField()
    actor = serializers.UUIDField(allow_null=True)
    way = serializers.CharField(allow_blank=True)
    volunteer = serializers.UUIDField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    subject = serializers.UUIDField(allow_null=True)
    detail = serializers.DictField()
    reason = serializers.CharField(allow_blank=True)


class ProtocolEventFilter(django_filters.FilterSet):
    """Filters of the protocol."""

    volunteer = UuidFilter(field_name="volunteer__uuid")
    organisation = UuidFilter(field_name="organisation__uuid")
    subject = UuidFilter(field_name="subject")

    class Meta:
        model = ProtocolEvent
        fields: ClassVar[list[str]] = ["volunteer", "organisation", "subject"]


@extend_schema(tags=["protocol"])
class ProtocolEventViewSet(ListRows, RowViewSet):
    """What you decided, what was decided about you, and at organisations you manage or coordinate; newest first."""

    model = ProtocolEvent
    serializer_class = ProtocolEventOut
    filterset_class = ProtocolEventFilter
    rows = columns.PROTOCOL_EVENTS

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With the words that are kept beside the events."""
        return super().as_rows(queryset.annotate(said=said()))
