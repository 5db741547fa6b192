"""Obstacles: named by who helps or by an organisation, marked and answered by the coordination."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.filters import DayFilter
from backend.common.inputs import Choice, Input, Text, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns_of_obstacles as columns
from recognition.models import Obstacle, ObstacleAudience, ObstacleCategory, ObstacleSide, ObstacleStatus
from recognition.models.obstacles import MOST_CHARACTERS
from recognition.services import obstacles
from volunteers.models import District, FieldOfAction, HourEntry, Organisation

ANSWERS = [choice for choice in ObstacleStatus.choices if choice[0] != ObstacleStatus.OPEN]


class ObstacleOut(serializers.Serializer[Any]):
    """What stands in the way. Whom it comes from is null for who was not told: see `named` and `audience`."""

    uuid = serializers.UUIDField()
    side = serializers.ChoiceField(choices=ObstacleSide.choices)
    category = serializers.ChoiceField(choices=ObstacleCategory.choices)
    text = serializers.CharField()
    district = serializers.CharField(help_text="AGS")
    field = serializers.CharField(help_text="code")
    audience = serializers.ChoiceField(choices=ObstacleAudience.choices)
    named = serializers.BooleanField()
    volunteer = serializers.UUIDField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    entry = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=ObstacleStatus.choices)
    made_on = serializers.DateField()
    changed_on = serializers.DateField()


class ObstacleIn(Input):
    """A new one: your own, or with `organisation` that one's. Beside an `entry` it counts where its activity does;
    otherwise district and field are needed. `audience` has no default: say who may read it.
    """

    organisation = VisibleRow(Organisation, required=False)
    entry = VisibleRow(HourEntry, required=False)
    district = CodedRow(District, "ags", required=False)
    field = CodedRow(FieldOfAction, "code", required=False)
    category = Choice(choices=ObstacleCategory.choices)
    text = Text(max_length=MOST_CHARACTERS, required=False, allow_blank=True, default="")
    audience = Choice(choices=ObstacleAudience.choices)
    named = YesNo(required=False, default=False)


class ObstacleAnswerIn(Input):
    """Words to who named it, and where it stands by them."""

    text = Text(max_length=MOST_CHARACTERS)
    status = Choice(choices=ANSWERS)


class ObstacleAnswerOut(serializers.Serializer[Any]):
    """What the coordination said, on a local date."""

    text = serializers.CharField()
    said_on = serializers.DateField()


class ObstacleFilter(django_filters.FilterSet):
    """By place, kind, status and day."""

    district = django_filters.CharFilter(field_name="district__ags", max_length=5)
    field = django_filters.CharFilter(field_name="field__code", max_length=20)
    category = django_filters.ChoiceFilter(choices=ObstacleCategory.choices)
    status = django_filters.ChoiceFilter(choices=ObstacleStatus.choices)
    made_from = DayFilter(field_name="made_on", lookup_expr="gte")
    made_to = DayFilter(field_name="made_on", lookup_expr="lte")

    class Meta:
        model = Obstacle
        fields: ClassVar[list[str]] = ["district", "field", "category", "status", "made_from", "made_to"]


@extend_schema(tags=["recognition"])
class ObstacleViewSet(ListRows, RetrieveRow, RowViewSet):
    """Obstacles: your own, your organisations', and as a coordinator those that you were to read."""

    model = Obstacle
    serializer_class = ObstacleOut
    rows = columns.OBSTACLES
    filterset_class = ObstacleFilter
    inputs = {"create": ObstacleIn, "answer": ObstacleAnswerIn}
    http_method_names = ["get", "post", "delete", "head"]

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With what the asking user may know of where each comes from."""
        shown: Any = queryset
        return super().as_rows(shown.shown_to(self.request.user))

    @extend_schema(request=ObstacleIn, responses={201: ObstacleOut, **refused(403, 409)})
    def create(self, request: Request) -> Response:
        """Name one. Nobody but the audience and the author reads it; without `named` nobody learns who that is."""
        data = self.body()
        place = obstacles.Place.given(**{name: data.pop(name, None) for name in ("entry", "district", "field")})
        return self.created(request, lambda: obstacles.name_obstacle(actor=self.actor, place=place, **data))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Take it back: it is deleted, with its answers."""
        obstacles.withdraw(actor=self.actor, obstacle=self.get_object())
        return Response(status=204)

    @extend_schema(request=None, responses={200: ObstacleOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def mark(self, request: Request, uuid: str) -> Response:
        """Take it in hand, or up again (coordinators)."""
        return Response(self.one(obstacles.mark(actor=self.actor, obstacle=self.get_object())))

    @extend_schema(request=ObstacleAnswerIn, responses={200: ObstacleOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uuid: str) -> Response:
        """Say something to who named it (coordinators)."""
        found = self.get_object()
        return Response(self.one(obstacles.answer(actor=self.actor, obstacle=found, **self.body())))

    @extend_schema(responses=ObstacleAnswerOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def answers(self, request: Request, uuid: str) -> Response:
        """What the coordination said so far, the oldest first."""
        return Response(list(self.get_object().answers.values("text", "said_on")))
