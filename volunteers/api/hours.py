"""Hours: log, decide, take back; and the record of every step."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import DomainError
from backend.common.fields import VisibleRow
from backend.common.filters import DayFilter, NumberFilter, UuidFilter
from backend.common.idempotency import once
from backend.common.inputs import Day, Input, ListOf, Text, Uuid, WholeNumber
from backend.common.models import said
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import Activity, Evidence, HourEntry, HourStatus, LedgerEvent, User, Volunteer, Way
from volunteers.services import confirming, logging

MOST_LOGGED_AT_ONCE = 100


class HourEntryOut(serializers.Serializer[Any]):
    """One entry of the ledger; minutes are whole, the day is a local date.

    `minutes` were logged, `correction` is the signed sum of agreed corrections, `counted` what both come to.
    """

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    activity = serializers.UUIDField()
    activity_title = serializers.CharField()
    organisation = serializers.UUIDField()
    day = serializers.DateField()
    minutes = serializers.IntegerField()
    correction = serializers.IntegerField()
    counted = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=HourStatus.choices)
    way = serializers.ChoiceField(choices=Way.choices)
    submitted_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    evidence = serializers.ChoiceField(choices=Evidence.choices, allow_blank=True)
    decline_reason = serializers.CharField(allow_blank=True)


class HourEntryIn(Input):
    """An entry. `uuid` is yours to make: sending the same entry twice is one entry. Without `volunteer` it is you."""

    uuid = Uuid(required=False)
    volunteer = VisibleRow(Volunteer, required=False)
    activity = VisibleRow(Activity)
    day = Day()
    minutes = WholeNumber(min_value=1, max_value=1440)
    note = Text(max_length=500, required=False, allow_blank=True)


class HourEntriesIn(Input):
    """Several entries at once, such as those kept while there was no network."""

    entries = ListOf(child=HourEntryIn(), max_length=MOST_LOGGED_AT_ONCE)


class HourEntryChange(Input):
    """What is different this time; what is left out stays."""

    day = Day(required=False)
    minutes = WholeNumber(min_value=1, max_value=1440, required=False)
    note = Text(max_length=500, required=False, allow_blank=True)


class ReasonIn(Input):
    """Why; the volunteer reads it."""

    reason = Text(max_length=500)


class UuidsIn(Input):
    """Which entries; at most 1,000."""

    entries = ListOf(child=Uuid(), max_length=confirming.MOST_AT_ONCE)


class UuidsAndReasonIn(UuidsIn, ReasonIn):
    """Which entries, and why."""


class ResultOut(serializers.Serializer[Any]):
    """What became of one entry: its status now; and, where it was refused, the code and the sentence."""

    uuid = serializers.UUIDField(allow_null=True)
    done = serializers.BooleanField()
    status = serializers.ChoiceField(choices=HourStatus.choices, allow_null=True)
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)


class ResultsOut(serializers.Serializer[Any]):
    """How many were done, and a result for each, in the order asked."""

    done = serializers.IntegerField()
    results = ResultOut(many=True)


class HourEntryFilter(django_filters.FilterSet):
    """Filters of the ledger."""

    status = django_filters.ChoiceFilter(choices=HourStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")
    activity = UuidFilter(field_name="activity__uuid")
    volunteer = UuidFilter(field_name="volunteer__uuid")
    day_from = DayFilter(field_name="day", lookup_expr="gte")
    day_to = DayFilter(field_name="day", lookup_expr="lte")
    minutes_over = NumberFilter(field_name="minutes", lookup_expr="gt", min_value=0, max_value=1440)

    class Meta:
        model = HourEntry
        fields: ClassVar[list[str]] = [
            "status",
            "organisation",
            "activity",
            "volunteer",
            "day_from",
            "day_to",
            "minutes_over",
        ]


@extend_schema(tags=["hours"])
class HourEntryViewSet(ListRows, RetrieveRow, RowViewSet):
    """Hours that you may see: your own, those at your organisations, those in your scope."""

    model = HourEntry
    serializer_class = HourEntryOut
    filterset_class = HourEntryFilter
    rows = columns.HOURS
    inputs = {
        "create": HourEntryIn,
        "bulk": HourEntriesIn,
        "resubmit": HourEntryChange,
        "decline": ReasonIn,
        "bulk_confirm": UuidsIn,
        "bulk_decline": UuidsAndReasonIn,
    }
    idempotent_actions = frozenset({"create", "bulk"})

    @extend_schema(request=HourEntryIn, responses={200: HourEntryOut, 201: HourEntryOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Log hours. 201 for a new entry; 200 when the same entry was sent before."""
        data = self.body()

        def work() -> Response:
            entry, new = self._log(data)
            return Response(self.one(entry), status=201 if new else 200)

        return once(request, work)

    @extend_schema(request=HourEntriesIn, responses=ResultsOut)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Log several entries. Each stands alone: a result for each, and a refused one stops no other."""
        entries = self.body()["entries"]

        def work() -> Response:
            results = []
            for data in entries:
                try:
                    entry, _new = self._log(data)
                    results.append(_result(entry.uuid, entry.status))
                except DomainError as error:
                    results.append(_result(data.get("uuid"), None, error))
            return _results(results)

        return once(request, work)

    @extend_schema(request=HourEntryChange, responses={200: HourEntryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def resubmit(self, request: Request, uuid: str) -> Response:
        """Send a declined entry again, corrected."""
        entry = self.get_object()
        return Response(self.one(logging.resubmit(actor=self.actor, entry=entry, way=Way.API, **self.body())))

    @extend_schema(request=None, responses={200: HourEntryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a waiting entry back."""
        return Response(self.one(logging.withdraw(actor=self.actor, entry=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: HourEntryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uuid: str) -> Response:
        """Confirm a waiting entry (the organisation; never one's own)."""
        return Response(self.one(confirming.confirm(actor=self.actor, entry=self.get_object(), way=Way.API)))

    @extend_schema(request=ReasonIn, responses={200: HourEntryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uuid: str) -> Response:
        """Decline a waiting entry, with a reason."""
        entry = self.get_object()
        return Response(self.one(confirming.decline(actor=self.actor, entry=entry, way=Way.API, **self.body())))

    @extend_schema(request=UuidsIn, responses=ResultsOut)
    @action(detail=False, methods=["post"], url_path="bulk-confirm")
    def bulk_confirm(self, request: Request) -> Response:
        """Confirm up to 1,000 entries at once; a result for each."""
        uuids = self.body()["entries"]
        return _decided(confirming.confirm_many(actor=self.actor, uuids=uuids, way=Way.API))

    @extend_schema(request=UuidsAndReasonIn, responses=ResultsOut)
    @action(detail=False, methods=["post"], url_path="bulk-decline")
    def bulk_decline(self, request: Request) -> Response:
        """Decline up to 1,000 entries at once with one reason; a result for each."""
        data = self.body()
        return _decided(
            confirming.decline_many(actor=self.actor, uuids=data["entries"], reason=data["reason"], way=Way.API)
        )

    def _log(self, data: dict[str, Any]) -> tuple[HourEntry, bool]:
        volunteer = data.get("volunteer") or _own_record(self.actor)
        return logging.log_hours(actor=self.actor, way=Way.API, **{**data, "volunteer": volunteer})


def _own_record(user: User) -> Volunteer:
    own = Volunteer.objects.filter(user=user).first()
    if own is None:
        raise logging.no_record()
    return own


def _result(uuid: Any, status: str | None, error: DomainError | None = None) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "done": error is None,
        "status": status,
        "code": error.code if error else "",
        "detail": str(error.detail) if error else "",
    }


def _results(results: list[dict[str, Any]]) -> Response:
    return Response({"done": sum(one["done"] for one in results), "results": results})


def _decided(decided: list[confirming.Decided]) -> Response:
    return _results([_result(one.uuid, one.status, one.error) for one in decided])


class LedgerEventOut(serializers.Serializer[Any]):
    """One step of one entry."""

    entry = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor = serializers.UUIDField(allow_null=True)
    way = serializers.ChoiceField(choices=Way.choices)
    from_status = serializers.ChoiceField(choices=HourStatus.choices, allow_blank=True)
    to_status = serializers.ChoiceField(choices=HourStatus.choices)
    minutes = serializers.IntegerField()
    evidence = serializers.ChoiceField(choices=Evidence.choices, allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class LedgerEventFilter(django_filters.FilterSet):
    """Filters of the record."""

    entry = UuidFilter(field_name="entry__uuid")

    class Meta:
        model = LedgerEvent
        fields: ClassVar[list[str]] = ["entry"]


@extend_schema(tags=["hours"])
class LedgerEventViewSet(ListRows, RowViewSet):
    """Every step of the entries that you may see. Append-only."""

    model = LedgerEvent
    serializer_class = LedgerEventOut
    filterset_class = LedgerEventFilter
    rows = columns.LEDGER_EVENTS

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With the words that are kept beside the events."""
        return super().as_rows(queryset.annotate(said=said()))
