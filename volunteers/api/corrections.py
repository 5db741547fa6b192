"""Corrections of confirmed hours: ask, answer, take back, decide; and the record of every step."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Input, Text, WholeNumber, YesNo
from backend.common.models import said
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import (
    Correction,
    CorrectionEvent,
    CorrectionStatus,
    HourEntry,
    Objection,
    ObjectionStatus,
    Party,
    Way,
)
from volunteers.services import correcting, objecting


class CorrectionOut(serializers.Serializer[Any]):
    """A counter-entry to a confirmed entry: signed whole minutes. It counts once it is agreed.

    `asked_by` is the side that asked, `decided_as` the party that agreed or refused.
    """

    uuid = serializers.UUIDField()
    entry = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    organisation = serializers.UUIDField()
    activity = serializers.UUIDField()
    day = serializers.DateField()
    minutes = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    asked_by = serializers.ChoiceField(choices=Party.choices)
    status = serializers.ChoiceField(choices=CorrectionStatus.choices)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_as = serializers.ChoiceField(choices=Party.choices, allow_blank=True)
    answer = serializers.CharField(allow_null=True, allow_blank=True)


class CorrectionIn(Input):
    """By how many minutes the entry is to count more (or less), and why."""

    entry = VisibleRow(HourEntry)
    minutes = WholeNumber(min_value=-1440, max_value=1440)
    reason = Text(max_length=correcting.LONGEST_REASON)


class CorrectionRefusalIn(Input):
    """Why; the other side reads it."""

    reason = Text(max_length=correcting.LONGEST_REASON)


class CorrectionDecisionIn(CorrectionRefusalIn):
    """Whether it counts, and why; both sides read it."""

    agreed = YesNo()


class CorrectionFilter(django_filters.FilterSet):
    """Filters of corrections."""

    status = django_filters.ChoiceFilter(choices=CorrectionStatus.choices)
    asked_by = django_filters.ChoiceFilter(choices=Party.choices)
    entry = UuidFilter(field_name="entry__uuid")
    organisation = UuidFilter(field_name="organisation__uuid")
    volunteer = UuidFilter(field_name="entry__volunteer__uuid")

    class Meta:
        model = Correction
        fields: ClassVar[list[str]] = ["status", "asked_by", "entry", "organisation", "volunteer"]


@extend_schema(tags=["hours"])
class CorrectionViewSet(ListRows, RetrieveRow, RowViewSet):
    """Corrections of the entries that you may see."""

    model = Correction
    serializer_class = CorrectionOut
    filterset_class = CorrectionFilter
    rows = columns.CORRECTIONS
    inputs = {"create": CorrectionIn, "refuse": CorrectionRefusalIn, "decide": CorrectionDecisionIn}

    @extend_schema(request=CorrectionIn, responses={201: CorrectionOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Ask for a correction (the volunteer, or a member of the organisation); the other side answers."""
        data = self.body()
        return self.created(request, lambda: correcting.propose(actor=self.actor, way=Way.API, **data))

    @extend_schema(request=None, responses={200: CorrectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, uuid: str) -> Response:
        """Agree (the other side; never one's own): from then on it counts."""
        return Response(self.one(correcting.agree(actor=self.actor, correction=self.get_object(), way=Way.API)))

    @extend_schema(request=CorrectionRefusalIn, responses={200: CorrectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uuid: str) -> Response:
        """Refuse (the other side), with a reason."""
        correction = self.get_object()
        return Response(
            self.one(correcting.refuse(actor=self.actor, correction=correction, way=Way.API, **self.body()))
        )

    @extend_schema(request=None, responses={200: CorrectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take it back (the side that asked)."""
        return Response(self.one(correcting.withdraw(actor=self.actor, correction=self.get_object(), way=Way.API)))

    @extend_schema(request=CorrectionDecisionIn, responses={200: CorrectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uuid: str) -> Response:
        """Decide as a coordinator, after 14 days without an answer or where none can come."""
        correction = self.get_object()
        return Response(
            self.one(correcting.decide(actor=self.actor, correction=correction, way=Way.API, **self.body()))
        )


class CorrectionEventOut(serializers.Serializer[Any]):
    """One step of one correction. `actor_as` is the party that the actor spoke for."""

    correction = serializers.UUIDField()
    entry = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor = serializers.UUIDField(allow_null=True)
    actor_as = serializers.ChoiceField(choices=Party.choices)
    way = serializers.ChoiceField(choices=Way.choices)
    from_status = serializers.ChoiceField(choices=CorrectionStatus.choices, allow_blank=True)
    to_status = serializers.ChoiceField(choices=CorrectionStatus.choices)
    minutes = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class CorrectionEventFilter(django_filters.FilterSet):
    """Filters of the record."""

    correction = UuidFilter(field_name="correction__uuid")
    entry = UuidFilter(field_name="entry__uuid")

    class Meta:
        model = CorrectionEvent
        fields: ClassVar[list[str]] = ["correction", "entry"]


@extend_schema(tags=["hours"])
class CorrectionEventViewSet(ListRows, RowViewSet):
    """Every step of the corrections that you may see. Append-only."""

    model = CorrectionEvent
    serializer_class = CorrectionEventOut
    filterset_class = CorrectionEventFilter
    rows = columns.CORRECTION_EVENTS

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With the words that are kept beside the events."""
        return super().as_rows(queryset.annotate(said=said()))


class ObjectionOut(serializers.Serializer[Any]):
    """A volunteer's word against a declined entry; or, with `correction`, against one the organisation asks for."""

    uuid = serializers.UUIDField()
    entry = serializers.UUIDField()
    correction = serializers.UUIDField(allow_null=True)
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    organisation = serializers.UUIDField()
    reason = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=ObjectionStatus.choices)
    made_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField(allow_null=True, allow_blank=True)


class ObjectionIn(Input):
    """Against what, and why: a declined entry, or a correction of it that the organisation asks for."""

    entry = VisibleRow(HourEntry)
    correction = VisibleRow(Correction, required=False)
    reason = Text(max_length=correcting.LONGEST_REASON)


class ObjectionDecisionIn(Input):
    """Whether it is upheld, and why; both sides read it."""

    upheld = YesNo()
    reason = Text(max_length=correcting.LONGEST_REASON)


class ObjectionFilter(django_filters.FilterSet):
    """Filters of objections."""

    status = django_filters.ChoiceFilter(choices=ObjectionStatus.choices)
    entry = UuidFilter(field_name="entry__uuid")
    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = Objection
        fields: ClassVar[list[str]] = ["status", "entry", "organisation"]


@extend_schema(tags=["hours"])
class ObjectionViewSet(ListRows, RetrieveRow, RowViewSet):
    """Objections about the entries that you may see."""

    model = Objection
    serializer_class = ObjectionOut
    filterset_class = ObjectionFilter
    rows = columns.OBJECTIONS
    inputs = {"create": ObjectionIn, "decide": ObjectionDecisionIn}

    @extend_schema(request=ObjectionIn, responses={201: ObjectionOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Object (the volunteer); a coordinator decides."""
        data = self.body()
        return self.created(request, lambda: objecting.object_to(actor=self.actor, way=Way.API, **data))

    @extend_schema(request=None, responses={200: ObjectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take it back (the volunteer)."""
        return Response(self.one(objecting.withdraw(actor=self.actor, objection=self.get_object(), way=Way.API)))

    @extend_schema(request=ObjectionDecisionIn, responses={200: ObjectionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uuid: str) -> Response:
        """Decide (a coordinator of neither side). Upheld: the entry is confirmed, or the correction refused."""
        objection = self.get_object()
        return Response(self.one(objecting.decide(actor=self.actor, objection=objection, way=Way.API, **self.body())))
