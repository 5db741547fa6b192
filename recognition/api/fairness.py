"""Who is thanked and who is not, for coordinators: numbers, never names."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import NotFound
from backend.common.views import ApiView
from recognition.models.fairness import GENDERS
from recognition.services import fairness
from recognition.services.fairness import BREAKDOWNS, Line
from volunteers.reach import reach_of
from volunteers.services import figures

BY = OpenApiParameter("by", str, OpenApiParameter.PATH, enum=BREAKDOWNS, description="aufgeteilt nach")


class FairnessLineOut(serializers.Serializer[Any]):
    """Different people who helped, with whole minutes, and how many of them had which thanks, or none (`unthanked`).

    A number of people is null where it is one to four; all are in a `hidden` line. `stands_out`: clearly more of them
    have no thanks than of all together. `key` is an AGS, a code of a field, `under_10`, `under_50`, `under_200` or
    `from_200` (people who gave hours to the organisation), `with` or `without` (account); empty in `total`.
    """

    key = serializers.CharField(allow_blank=True)
    hidden = serializers.BooleanField()
    people = serializers.IntegerField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    certificates = serializers.IntegerField(allow_null=True)
    mentions = serializers.IntegerField(allow_null=True)
    messages = serializers.IntegerField(allow_null=True)
    unthanked = serializers.IntegerField(allow_null=True)
    stands_out = serializers.BooleanField()


class FairnessOut(serializers.Serializer[Any]):
    """One table: help of these local dates, thanks from `start` to `thanked_until`. A person may stand in two lines."""

    by = serializers.ChoiceField(choices=BREAKDOWNS)
    start = serializers.DateField()
    end = serializers.DateField()
    thanked_until = serializers.DateField()
    total = FairnessLineOut()
    lines = FairnessLineOut(many=True)


class GenderShareOut(serializers.Serializer[Any]):
    """Of ten people of a gender who helped in a year so many had been thanked: 1 is at most one, 9 is nine or all."""

    year = serializers.IntegerField()
    gender = serializers.ChoiceField(choices=GENDERS)
    tenths = serializers.IntegerField(allow_null=True, help_text="null: zu wenige Menschen für eine Angabe")


@extend_schema(tags=["recognition"])
class FairnessView(ApiView):
    """The last twelve months."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=FairnessOut, parameters=[BY])
    def get(self, request: Request, by: str) -> Response:
        """Who was thanked in the last twelve months (coordinators), within your scope."""
        return _answer(request, by, None)


@extend_schema(tags=["recognition"])
class FairnessYearView(ApiView):
    """A calendar year."""

    http_method_names = ["get", "head"]

    @extend_schema(operation_id="fairness_of_a_year", responses=FairnessOut, parameters=[BY])
    def get(self, request: Request, by: str, year: int) -> Response:
        """Who was thanked for a calendar year by the end of February after it (coordinators), within your scope."""
        return _answer(request, by, year)


@extend_schema(tags=["recognition"])
class GenderSharesView(ApiView):
    """By gender."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=GenderShareOut(many=True))
    def get(self, request: Request) -> Response:
        """How many of ten were thanked, by gender, of each published year; none for who coordinates nothing."""
        if not reach_of(request.user).coordinates:
            return Response([])
        return Response(
            [
                {"year": year, "gender": gender, "tenths": tenths}
                for year, shares in fairness.shares().items()
                for gender, tenths in shares.items()
            ]
        )


def _answer(request: Request, by: str, year: int | None) -> Response:
    """The table. Raises NotFound, also for who coordinates nothing."""
    reach = reach_of(request.user)
    if not reach.coordinates or by not in BREAKDOWNS or (year is not None and year not in figures.years()):
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    found = fairness.recent_report(by=by, year=year, reach=reach)
    return Response(
        {
            "by": found.by,
            "start": found.span.start,
            "end": found.span.end,
            "thanked_until": found.span.thanked_until,
            "total": _line(found.total),
            "lines": [_line(line) for line in found.lines],
        }
    )


def _line(line: Line) -> dict[str, Any]:
    by_way = line.by_way or {}
    return {
        "key": line.key,
        "hidden": line.hidden,
        "people": line.people,
        "minutes": line.minutes,
        "certificates": by_way.get("certificate"),
        "mentions": by_way.get("list"),
        "messages": by_way.get("message"),
        "unthanked": line.unthanked,
        "stands_out": line.stands_out,
    }
