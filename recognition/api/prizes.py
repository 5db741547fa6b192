"""Prizes that one can apply for, and their rounds."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow
from backend.common.inputs import Day, Input, Text, WholeNumber
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns_of_stories as columns
from recognition.models import Prize, PrizeCall
from recognition.services import prizes


class PrizeAskedOut(serializers.Serializer[Any]):
    """One field of an application; `source` says what a draft fills it from, "" for what only the applicant knows."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a name of ours, not the field's attribute
    hint = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # as above


class PrizeOut(serializers.Serializer[Any]):
    """A prize, what an application to it says, and where that was read."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    awarded_by = serializers.CharField()
    about = serializers.CharField()
    website = serializers.CharField()
    rhythm = serializers.CharField()
    fields = PrizeAskedOut(many=True)  # type: ignore[assignment]  # as above
    source = serializers.CharField()  # type: ignore[assignment]  # as above


class PrizeCallOut(serializers.Serializer[Any]):
    """A round of a prize: from when to when one can apply (local dates, both included)."""

    uuid = serializers.UUIDField()
    prize = serializers.CharField(help_text="code")
    year = serializers.IntegerField()
    motto = serializers.CharField(allow_blank=True)
    opens_on = serializers.DateField(allow_null=True)
    closes_on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # as above


class PrizeCallIn(Input):
    """A round that was announced, and where."""

    prize = CodedRow(Prize, "code")
    year = WholeNumber(min_value=2015, max_value=2100)
    motto = Text(max_length=200, required=False)
    opens_on = Day(required=False, allow_null=True)
    closes_on = Day()
    source = Text(max_length=300)  # type: ignore[assignment]  # as above


class PrizeCallFilter(django_filters.FilterSet):
    """Of one prize."""

    prize = django_filters.CharFilter(field_name="prize__code", max_length=40)

    class Meta:
        model = PrizeCall
        fields: ClassVar[list[str]] = ["prize"]


@extend_schema(tags=["recognition"])
class PrizeViewSet(ListRows, RetrieveRow, RowViewSet):
    """Prizes that an alliance partner can apply for."""

    model = Prize
    serializer_class = PrizeOut
    rows = columns.PRIZES
    http_method_names = ["get", "head"]


@extend_schema(tags=["recognition"])
class PrizeCallViewSet(ListRows, RetrieveRow, RowViewSet):
    """Rounds of the prizes, those of former years too."""

    model = PrizeCall
    serializer_class = PrizeCallOut
    rows = columns.PRIZE_CALLS
    filterset_class = PrizeCallFilter
    inputs = {"create": PrizeCallIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=PrizeCallIn, responses={201: PrizeCallOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Write down a round once it is announced (coordinators)."""
        data = self.body()
        return self.created(request, lambda: prizes.enter_call(actor=self.actor, **data))
