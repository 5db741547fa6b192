"""Programmes, their dated rules, and who reached them."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow
from backend.common.filters import DayFilter, PresenceFilter, UuidFilter
from backend.common.inputs import Day, Input, JsonObject, Text
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns_of_programmes as columns
from recognition.models import Helped, Programme, ProgrammeKind, ProgrammeRule, Reached
from recognition.models.programmes import Lapsed, Thanked
from recognition.services import programmes
from tasks.recognition import wake
from volunteers.reach import reach_of


class ProgrammeOut(serializers.Serializer[Any]):
    """What a person can reach; `code` is its key everywhere."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ProgrammeKind.choices)
    website = serializers.CharField()
    position = serializers.IntegerField()


class ProgrammeRuleOut(serializers.Serializer[Any]):
    """What a programme asks for from one local date to another, both included; null is without end."""

    uuid = serializers.UUIDField()
    programme = serializers.CharField(help_text="code")
    version = serializers.IntegerField()
    rule = serializers.DictField(help_text="recognition/rules/rule.schema.json")
    source = serializers.CharField()  # type: ignore[assignment]  # a column of ours, not the field's attribute
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class ProgrammeRuleIn(Input):
    """Another rule from a day on; the one before ends on the day before it."""

    programme = CodedRow(Programme, "code")
    rule = JsonObject(help_text="recognition/rules/rule.schema.json")
    valid_from = Day()
    source = Text(max_length=programmes.LONGEST_SOURCE)  # type: ignore[assignment]  # as above


class ReachedOut(serializers.Serializer[Any]):
    """One person reached one programme on one local date, with so many minutes, under the rule of that day."""

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    programme = serializers.CharField(help_text="code")
    rule = serializers.UUIDField()
    reached_on = serializers.DateField()
    minutes = serializers.IntegerField()
    evaluated_at = serializers.DateTimeField()
    lapsed_at = serializers.DateTimeField(allow_null=True)
    lapsed_why = serializers.ChoiceField(choices=Lapsed.choices, allow_blank=True)
    thanked_at = serializers.DateTimeField(allow_null=True)
    thanked_by_way = serializers.ChoiceField(choices=Thanked.choices, allow_null=True)


class ProgrammeRuleFilter(django_filters.FilterSet):
    """Of one programme."""

    programme = django_filters.CharFilter(field_name="programme__code", max_length=40)

    class Meta:
        model = ProgrammeRule
        fields: ClassVar[list[str]] = ["programme"]


class HelpsAtFilter(django_filters.CharFilter):
    """Of people who give hours that count there; `field_name` as an activity has it."""

    def filter(self, qs: Any, value: Any) -> Any:
        """By where they help at this moment."""
        return _helping(self, qs, value) if value else qs


class HelpsAtOrganisationFilter(UuidFilter):
    """The same, by the UUID of an organisation."""

    def filter(self, qs: Any, value: Any) -> Any:
        """By where they help at this moment."""
        return qs if value is None else _helping(self, qs, value)


def _helping(where: Any, rows: Any, value: Any) -> Any:
    """Within what the asker coordinates, and of one's own: where else somebody helps is not told."""
    reach = reach_of(where.parent.request.user)
    known = Helped.objects.in_scope(reach) | Helped.objects.filter(volunteer=reach.volunteer_id)
    return rows.filter(volunteer__in=known.filter(**{f"activity__{where.field_name}": value}).values("volunteer"))


class ReachedFilter(django_filters.FilterSet):
    """Of one programme or person, within days; with thanks or without; of people who help somewhere."""

    programme = django_filters.CharFilter(field_name="programme__code", max_length=40)
    volunteer = UuidFilter(field_name="volunteer__uuid")
    reached_from = DayFilter(field_name="reached_on", lookup_expr="gte")
    reached_to = DayFilter(field_name="reached_on", lookup_expr="lte")
    thanked = PresenceFilter(field_name="thanked_at")
    lapsed = PresenceFilter(field_name="lapsed_at")
    district = HelpsAtFilter(field_name="district__ags", max_length=5)
    field = HelpsAtFilter(field_name="field__code", max_length=20)
    organisation = HelpsAtOrganisationFilter(field_name="organisation__uuid")

    class Meta:
        model = Reached
        fields: ClassVar[list[str]] = [
            "programme", "volunteer", "reached_from", "reached_to", "thanked", "lapsed", "district", "field",
            "organisation",
        ]  # fmt: skip


@extend_schema(tags=["recognition"])
class ProgrammeViewSet(ListRows, RetrieveRow, RowViewSet):
    """Programmes: what a person can reach."""

    model = Programme
    serializer_class = ProgrammeOut
    rows = columns.PROGRAMMES
    http_method_names = ["get", "head"]


@extend_schema(tags=["recognition"])
class ProgrammeRuleViewSet(ListRows, RetrieveRow, RowViewSet):
    """The rules of programmes, those of former days too."""

    model = ProgrammeRule
    serializer_class = ProgrammeRuleOut
    rows = columns.PROGRAMME_RULES
    filterset_class = ProgrammeRuleFilter
    inputs = {"create": ProgrammeRuleIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=ProgrammeRuleIn, responses={201: ProgrammeRuleOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Change a rule for everybody (coordinators of the whole alliance). All people are evaluated anew."""
        data = self.body()
        response = self.created(request, lambda: programmes.change_rule(actor=self.actor, **data))
        wake()
        return response


@extend_schema(tags=["recognition"])
class ReachedViewSet(ListRows, RetrieveRow, RowViewSet):
    """What one reached oneself, and what the people reached whom one coordinates."""

    model = Reached
    serializer_class = ReachedOut
    rows = columns.REACHED
    filterset_class = ReachedFilter
    http_method_names = ["get", "head"]
