"""The published figures of whole years, for everybody: what the page „Zahlen“ says, for programs."""

from typing import Any

from django.http import Http404
from django.utils.cache import patch_cache_control
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import clock
from backend.common.public import PUBLIC
from backend.common.views import ApiView
from recognition.models.statistics import BREAKDOWNS
from recognition.services import statistics
from recognition.services.statistics import Line

BY = OpenApiParameter("by", str, OpenApiParameter.PATH, enum=BREAKDOWNS, description="aufgeteilt nach")


class FigureYearsOut(serializers.Serializer[Any]):
    """Which years are published, the newest first; of this one only its hours so far, in whole hundreds, or null."""

    years = serializers.ListField(child=serializers.IntegerField())
    hours_so_far = serializers.IntegerField(allow_null=True)
    licence = serializers.URLField()


class FigureLineOut(serializers.Serializer[Any]):
    """A line: whole minutes, different people and organisations; all null where it tells of too few (`hidden`).

    Nor is `organisations` told where it would say how many there are in a hidden line.
    `key` is an AGS, the code of a field, kind or gender (`unknown`: told none), a month as `2025-03`; empty in `total`.
    """

    key = serializers.CharField(allow_blank=True)
    hidden = serializers.BooleanField()
    minutes = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    organisations = serializers.IntegerField(allow_null=True)


class FigureTableOut(serializers.Serializer[Any]):
    """One breakdown of one year; counted once, and never changed. A person may stand in two lines, once in `total`."""

    by = serializers.ChoiceField(choices=BREAKDOWNS)
    year = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    licence = serializers.URLField()
    total = FigureLineOut()
    lines = FigureLineOut(many=True)


class _Figures(ApiView):
    authentication_classes = []  # the same for everybody, so that one cache serves all
    permission_classes = [AllowAny]
    http_method_names = ["get", "head"]


@extend_schema(tags=["recognition"])
class FigureYearsView(_Figures):
    """What figures there are."""

    @extend_schema(operation_id="figures_years", responses=FigureYearsOut, auth=[])
    def get(self, request: Request) -> Response:
        """The published years."""
        so_far = statistics.hours_so_far(clock.today())
        return _kept({"years": statistics.years(), "hours_so_far": so_far, "licence": statistics.LICENCE})


@extend_schema(tags=["recognition"])
class FigureTableView(_Figures):
    """One table."""

    @extend_schema(operation_id="figures_of_a_year", responses=FigureTableOut, parameters=[BY], auth=[])
    def get(self, request: Request, year: int, by: str) -> Response:
        """Confirmed hours of a published year by district, field, kind of organisation, month or gender."""
        found = statistics.table(year=year, by=by) if by in BREAKDOWNS and year in statistics.years() else None
        if found is None:
            raise Http404
        return _kept(
            {
                "by": found.by,
                "year": found.year,
                "published_at": found.published_at,
                "licence": statistics.LICENCE,
                "total": _line(found.total),
                "lines": [_line(line) for line in found.lines],
            }
        )


def _line(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "hidden": line.hidden,
        "minutes": line.minutes,
        "people": line.people,
        "organisations": line.organisations,
    }


def _kept(answer: dict[str, Any]) -> Response:
    """Caches may keep it for as long as public pages."""
    response = Response(answer)
    patch_cache_control(response, **PUBLIC)
    return response
