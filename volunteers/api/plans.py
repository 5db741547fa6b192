"""Weekly plans through the API: propose, agree, end."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Day, Input, ListOf, WholeNumber
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, Row, RowViewSet
from volunteers import columns
from volunteers.models import Activity, PlanSide, PlanStatus, Volunteer, Way, WeeklyPlan
from volunteers.planning import MOST_MINUTES, weekdays
from volunteers.services import plans


class WeeklyPlanOut(serializers.Serializer[Any]):
    """A plan that a volunteer and an organisation agree on.

    `weekdays` are 0 (Monday) to 6; an entry fits from `minutes` - `tolerance` to `minutes` + `tolerance`. `side` is
    who proposed it.
    """

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    organisation = serializers.UUIDField()
    activity = serializers.UUIDField()
    activity_title = serializers.CharField()
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6))
    minutes = serializers.IntegerField()
    tolerance = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    status = serializers.ChoiceField(choices=PlanStatus.choices)
    side = serializers.ChoiceField(choices=PlanSide.choices)
    proposed_at = serializers.DateTimeField()
    agreed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class WeeklyPlanIn(Input):
    """What is to be agreed. Weekdays from 0 (Monday), whole minutes, local dates (both included)."""

    volunteer = VisibleRow(Volunteer)
    activity = VisibleRow(Activity)
    weekdays = ListOf(child=WholeNumber(min_value=0, max_value=6), max_length=7)
    minutes = WholeNumber(min_value=1, max_value=MOST_MINUTES)
    tolerance = WholeNumber(min_value=0, max_value=MOST_MINUTES, default=0)
    starts_on = Day()
    ends_on = Day()


class WeeklyPlanFilter(django_filters.FilterSet):
    """Filters of plans."""

    status = django_filters.ChoiceFilter(choices=PlanStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")
    volunteer = UuidFilter(field_name="volunteer__uuid")

    class Meta:
        model = WeeklyPlan
        fields: ClassVar[list[str]] = ["status", "organisation", "volunteer"]


@extend_schema(tags=["hours"])
class WeeklyPlanViewSet(ListRows, RetrieveRow, RowViewSet):
    """Plans that you may see: your own, those at your organisations, those in your districts."""

    model = WeeklyPlan
    serializer_class = WeeklyPlanOut
    filterset_class = WeeklyPlanFilter
    rows = columns.WEEKLY_PLANS
    inputs = {"create": WeeklyPlanIn}

    def as_answer(self, row: dict[str, Any]) -> Row:
        """The days of the week one by one."""
        return super().as_answer(row) | {"weekdays": weekdays(row["weekdays"])}

    @extend_schema(request=WeeklyPlanIn, responses={201: WeeklyPlanOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Propose a plan (the person, or a member of the organisation)."""
        data = self.body()
        return self.created(request, lambda: plans.propose(actor=self.actor, way=Way.API, **data))

    @extend_schema(request=None, responses={200: WeeklyPlanOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, uuid: str) -> Response:
        """Agree to a plan (the other side; never one's own). From then on hours within it are confirmed as logged."""
        return Response(self.one(plans.agree(actor=self.actor, plan=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: WeeklyPlanOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uuid: str) -> Response:
        """End a plan, or turn a proposal down (either side). What it confirmed stays confirmed."""
        return Response(self.one(plans.end(actor=self.actor, plan=self.get_object(), way=Way.API)))
