"""Sign-in sheets through the API: make one, type it in, end it. The paper is `certificates.api.sheets`."""

import uuid as uuids
from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Day, Input, ListOf, Text, Uuid, WholeNumber, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns, sheet_codes
from volunteers.models import Activity, HourStatus, SheetForm, SheetStatus, SignInSheet, Volunteer, Way
from volunteers.services import sheets
from volunteers.services.sheets import MOST_DAYS, MOST_ROWS, Line, Outcome

MOST_LINES = 500


class SheetOut(serializers.Serializer[Any]):
    """A sheet. `days` are printed; empty where the paper has a blank, above (`one_day`) or in each row (`own_days`).

    `code` is what people read and type. `language` is the second one on the paper, or "".
    """

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    organisation = serializers.UUIDField()
    activity = serializers.UUIDField()
    activity_title = serializers.CharField()
    form = serializers.ChoiceField(choices=SheetForm.choices)
    days = serializers.ListField(child=serializers.DateField())
    language = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=SheetStatus.choices)
    entry_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    emptied_at = serializers.DateTimeField(allow_null=True)


class SheetIn(Input):
    """What is to be printed. `blank_rows` come after a row for each of the volunteers; one of both at least."""

    activity = VisibleRow(Activity)
    form = Choice(choices=SheetForm.choices)
    days = ListOf(child=Day(), max_length=MOST_DAYS, required=False)
    volunteers = ListOf(child=Uuid(), max_length=MOST_ROWS, required=False)
    blank_rows = WholeNumber(min_value=0, max_value=MOST_ROWS, default=0)
    language = Text(max_length=10, required=False, allow_blank=True)


class SheetEntryOut(serializers.Serializer[Any]):
    """What a row became on a day."""

    uuid = serializers.UUIDField()
    day = serializers.DateField()
    minutes = serializers.IntegerField()
    status = serializers.ChoiceField(choices=HourStatus.choices)


class SheetRowOut(serializers.Serializer[Any]):
    """A row; its volunteer is null while nobody knows who signed there."""

    code = serializers.CharField()
    printed = serializers.BooleanField()
    volunteer = serializers.UUIDField(allow_null=True)
    volunteer_name = serializers.CharField(allow_blank=True)
    entries = SheetEntryOut(many=True)


class SheetRowsOut(serializers.Serializer[Any]):
    """All rows, as on the paper."""

    rows = SheetRowOut(many=True)


class SheetLineIn(Input):
    """What somebody wrote in a row, and on which day where none or several are printed.

    Whom a blank row means: `volunteer`, or the `name`, of somebody known there or (`may_be_new`) of somebody new.
    `again` sends a declined entry again.
    """

    row = Text(max_length=20)
    day = Day(required=False)
    minutes = WholeNumber(min_value=1, max_value=1440)
    volunteer = Uuid(required=False)
    name = Text(max_length=200, required=False, allow_blank=True)
    may_be_new = YesNo(default=False)
    note = Text(max_length=500, required=False, allow_blank=True)
    again = YesNo(default=False)


class SheetLinesIn(Input):
    """As many rows as were read so far."""

    lines = ListOf(child=SheetLineIn(), max_length=MOST_LINES)


class SheetResultOut(serializers.Serializer[Any]):
    """What became of one line: the entry and whether it is new; or the code and the sentence of the refusal."""

    row = serializers.CharField()
    entry = serializers.UUIDField(allow_null=True)
    new = serializers.BooleanField()
    status = serializers.ChoiceField(choices=HourStatus.choices, allow_null=True)
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)


class SheetResultsOut(serializers.Serializer[Any]):
    """How many entries are new, and a result for each line in its order."""

    new = serializers.IntegerField()
    results = SheetResultOut(many=True)


class SheetFilter(django_filters.FilterSet):
    """Filters of sheets."""

    status = django_filters.ChoiceFilter(choices=SheetStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")
    activity = UuidFilter(field_name="activity__uuid")

    class Meta:
        model = SignInSheet
        fields: ClassVar[list[str]] = ["status", "organisation", "activity"]


@extend_schema(tags=["hours"])
class SignInSheetViewSet(ListRows, RetrieveRow, RowViewSet):
    """Sheets of your organisations, and of organisations in your districts."""

    model = SignInSheet
    serializer_class = SheetOut
    filterset_class = SheetFilter
    rows = columns.SIGN_IN_SHEETS
    inputs = {"create": SheetIn, "type_in": SheetLinesIn}

    @extend_schema(request=SheetIn, responses={201: SheetOut})
    def create(self, request: Request) -> Response:
        """Make a sheet (a member of the organisation)."""
        data = self.body()
        volunteers = self._people(data.pop("volunteers", []))
        return self.created(
            request, lambda: sheets.make_sheet(actor=self.actor, way=Way.API, volunteers=volunteers, **data)
        )

    @extend_schema(responses=SheetRowsOut, filters=False)
    @action(detail=True, url_path="rows")
    def rows_of(self, request: Request, uuid: str) -> Response:
        """Its rows with what they became; none once they were dropped."""
        sheet = self.get_object()
        rows = list(sheet.rows.in_order())
        found = sheets.entries_of(sheet, rows)
        return Response(
            {
                "rows": [
                    {
                        "code": row.code,
                        "printed": row.printed,
                        "volunteer": row.volunteer.uuid if row.volunteer else None,
                        "volunteer_name": row.volunteer.name if row.volunteer else "",
                        "entries": [
                            {"uuid": one.uuid, "day": one.day, "minutes": one.minutes, "status": one.status}
                            for one in found.get(row, [])
                        ],
                    }
                    for row in rows
                ]
            }
        )

    @extend_schema(request=SheetLinesIn, responses={200: SheetResultsOut})
    @action(detail=True, methods=["post"], url_path="type-in")
    def type_in(self, request: Request, uuid: str) -> Response:
        """Type in what was written (a member of the organisation). Each line by itself; sent twice it is one entry."""
        sheet, lines = self.get_object(), self.body()["lines"]
        asked = {line["volunteer"] for line in lines if "volunteer" in line}
        people = {one.uuid: one for one in self._people(asked)}
        outcomes = sheets.type_in(actor=self.actor, sheet=sheet, lines=[_line(line, people) for line in lines])
        return Response({"new": sum(one.new for one in outcomes), "results": [_result(one) for one in outcomes]})

    @extend_schema(request=None, responses={200: SheetOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uuid: str) -> Response:
        """Nothing more is typed in; 90 days later its rows are dropped."""
        return Response(self.one(sheets.close_sheet(actor=self.actor, sheet=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: SheetOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uuid: str) -> Response:
        """Type in what was forgotten."""
        return Response(self.one(sheets.reopen_sheet(actor=self.actor, sheet=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: SheetOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, uuid: str) -> Response:
        """A sheet of which nothing was typed in, and nothing will be."""
        return Response(self.one(sheets.discard_sheet(actor=self.actor, sheet=self.get_object(), way=Way.API)))

    def _people(self, keys: Iterable[uuids.UUID]) -> list[Volunteer]:
        """Raises Invalid for one whom the actor does not see."""
        wanted = set(keys)
        found = list(Volunteer.objects.visible_to(self.actor).filter(uuid__in=wanted)) if wanted else []
        if len(found) < len(wanted):
            raise sheets.unknown_person()
        return found


def _line(said: dict[str, Any], people: dict[uuids.UUID, Volunteer]) -> Line:
    return Line(
        sheet_codes.tidy(said["row"]),
        said["minutes"],
        day=said.get("day"),
        name=said.get("name", ""),
        may_be_new=said["may_be_new"],
        volunteer=people.get(said["volunteer"]) if "volunteer" in said else None,
        note=said.get("note", ""),
        again=said["again"],
    )


def _result(outcome: Outcome) -> dict[str, Any]:
    entry, error = outcome.entry, outcome.error
    return {
        "row": outcome.line.code,
        "entry": entry.uuid if entry else None,
        "new": outcome.new,
        "status": entry.status if entry else None,
        "code": error.code if error else "",
        "detail": str(error.detail) if error else "",
    }
