"""Who is due thanks, and how long thanks takes, for coordinators: numbers. Who it is: `reached?thanked=false`."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import clock
from backend.common.errors import NotFound
from backend.common.views import ApiView
from recognition.services import thanks_due, thanks_gap
from recognition.services.thanks_due import BREAKDOWNS
from recognition.services.thanks_gap import Waits
from volunteers.reach import reach_of

BY = OpenApiParameter("by", str, OpenApiParameter.PATH, enum=BREAKDOWNS, description="aufgeteilt nach")


class ThanksDuePlaceOut(serializers.Serializer[Any]):
    """How many are due thanks there. `key`: AGS, code of a field, UUID of an organisation, code of a programme."""

    key = serializers.CharField()
    people = serializers.IntegerField()


class ThanksDueOut(serializers.Serializer[Any]):
    """People who are due thanks, for how much that they reached, the first of it on `oldest`; and where.

    A person counts wherever they help, so the places may add up to more.
    """

    by = serializers.ChoiceField(choices=BREAKDOWNS)
    people = serializers.IntegerField()
    reached = serializers.IntegerField()
    oldest = serializers.DateField(allow_null=True)
    places = ThanksDuePlaceOut(many=True)


class WaitsOut(serializers.Serializer[Any]):
    """So many things reached, with the median of the days until thanks (null of none), and how many took over 90."""

    number = serializers.IntegerField()
    median = serializers.IntegerField(allow_null=True)
    late = serializers.IntegerField()


class ThanksMonthOut(WaitsOut):
    """What was thanked for in a month, by its first day."""

    month = serializers.DateField()


class ThanksGapOut(serializers.Serializer[Any]):
    """The days from what was reached to thanks: of the last twelve months, together, and what waits today."""

    months = ThanksMonthOut(many=True)
    ended = WaitsOut()
    going_on = WaitsOut()


@extend_schema(tags=["recognition"])
class ThanksDueView(ApiView):
    """Thanks due."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=ThanksDueOut, parameters=[BY])
    def get(self, request: Request, by: str) -> Response:
        """How many people are due thanks, and where (coordinators), within your scope."""
        reach = reach_of(request.user)
        if not reach.coordinates or by not in BREAKDOWNS:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        found = thanks_due.numbers(reach)
        places = [{"key": place.key, "people": place.people} for place in thanks_due.places(by, reach)]
        told = {"people": found.people, "reached": found.reached, "oldest": found.oldest}
        return Response({"by": by, **told, "places": places})


@extend_schema(tags=["recognition"])
class ThanksGapView(ApiView):
    """The thanks gap."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=ThanksGapOut)
    def get(self, request: Request) -> Response:
        """How long thanks took, and is taking, in what you coordinate; nothing where you coordinate nothing."""
        found = thanks_gap.gap(reach_of(request.user), today=clock.today())
        months = [{"month": month.first, **_waits(month.waits)} for month in found.months]
        return Response({"months": months, "ended": _waits(found.ended), "going_on": _waits(found.going_on)})


def _waits(waits: Waits) -> dict[str, int | None]:
    return {"number": waits.number, "median": waits.median, "late": waits.late}
