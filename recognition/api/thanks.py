"""Who is due thanks, and how long thanks takes, for coordinators: numbers. Who it is: `reached?thanked=false`."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import clock
from backend.common.errors import NotFound
from backend.common.filters import StrictFilters, UuidFilter
from backend.common.schema import refused
from backend.common.views import ApiView
from recognition.services import thanks_due, thanks_gap
from recognition.services.thanks_due import BREAKDOWNS, EVERYWHERE, Where
from recognition.services.thanks_gap import Waits
from volunteers.models import Activity
from volunteers.reach import NOBODY, Reach, reach_of

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


class WhereFilter(django_filters.FilterSet):
    """Of people who help there, at one activity that fits all of it and that the asker coordinates; for one thing."""

    district = django_filters.CharFilter(field_name="district__ags", max_length=5)
    field = django_filters.CharFilter(field_name="field__code", max_length=20)
    organisation = UuidFilter(field_name="organisation__uuid")
    programme = django_filters.CharFilter(max_length=40)  # what was reached: of the people, not of the activity

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = ["district", "field", "organisation", "programme"]


class _Narrowed(ApiView):
    """What is told within a place, and nothing of what is outside of what the asker coordinates."""

    http_method_names = ["get", "head"]
    filter_backends: ClassVar[list[type[StrictFilters]]] = [StrictFilters]
    filterset_class = WhereFilter
    queryset = Activity.objects.none()  # for the document: the rows that are filtered by

    def asked(self, request: Request) -> tuple[Reach, Where]:
        """Whom to look at: nobody in a place where nothing is done. Raises ValidationError."""
        where = thanks_due.find_where(**StrictFilters().asked(request, self))
        return (reach_of(request.user), where) if where else (NOBODY, EVERYWHERE)


@extend_schema(tags=["recognition"])
class ThanksDueView(_Narrowed):
    """Thanks due."""

    @extend_schema(responses={200: ThanksDueOut, **refused(400)}, parameters=[BY], filters=True)
    def get(self, request: Request, by: str) -> Response:
        """How many people are due thanks, and where (coordinators), within your scope."""
        if not reach_of(request.user).coordinates or by not in BREAKDOWNS:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        reach, where = self.asked(request)
        found = thanks_due.numbers(reach, where)
        places = [{"key": place.key, "people": place.people} for place in thanks_due.places(by, reach, where)]
        told = {"people": found.people, "reached": found.reached, "oldest": found.oldest}
        return Response({"by": by, **told, "places": places})


@extend_schema(tags=["recognition"])
class ThanksGapView(_Narrowed):
    """The thanks gap."""

    @extend_schema(responses={200: ThanksGapOut, **refused(400)}, filters=True)
    def get(self, request: Request) -> Response:
        """How long thanks took, and is taking, in what you coordinate; nothing where you coordinate nothing."""
        reach, where = self.asked(request)
        found = thanks_gap.gap(reach, where, today=clock.today())
        months = [{"month": month.first, **_waits(month.waits)} for month in found.months]
        return Response({"months": months, "ended": _waits(found.ended), "going_on": _waits(found.going_on)})


def _waits(waits: Waits) -> dict[str, int | None]:
    return {"number": waits.number, "median": waits.median, "late": waits.late}
