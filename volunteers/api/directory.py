"""Organisations and activities."""

import datetime as dt
from typing import Any, ClassVar

import django_filters
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.filters import DayFilter, UuidFilter
from backend.common.inputs import Choice, Day, Domain, Input, Slug, Text, Web, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import Activity, DigestRhythm, District, FieldOfAction, Organisation, OrganisationMonth
from volunteers.reach import reach_of
from volunteers.services import directory


class OrganisationOut(serializers.Serializer[Any]):
    """An organisation of the alliance."""

    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Organisation.Kind.choices)
    district = serializers.CharField(help_text="AGS")
    domain = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    digest = serializers.ChoiceField(choices=DigestRhythm.choices)
    is_active = serializers.BooleanField()


class OrganisationIn(Input):
    """A new organisation."""

    slug = Slug(max_length=60)
    name = Text(max_length=200)
    kind = Choice(choices=Organisation.Kind.choices)
    district = CodedRow(District, "ags")
    domain = Domain(max_length=100, required=False, allow_blank=True)
    website = Web(max_length=200, required=False, allow_blank=True)


class OrganisationChange(Input):
    """What may change of an organisation; what is left out stays."""

    name = Text(max_length=200, required=False)
    kind = Choice(choices=Organisation.Kind.choices, required=False)
    district = CodedRow(District, "ags", required=False)
    domain = Domain(max_length=100, required=False, allow_blank=True)
    website = Web(max_length=200, required=False, allow_blank=True)
    digest = Choice(choices=DigestRhythm.choices, required=False)
    is_active = YesNo(required=False)


class OrganisationFilter(django_filters.FilterSet):
    """Filters of the directory."""

    district = django_filters.CharFilter(field_name="district__ags", max_length=5)
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices)
    name = django_filters.CharFilter(lookup_expr="icontains", max_length=100)

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = ["district", "kind", "name"]


class MonthTotal(serializers.Serializer[Any]):
    """Confirmed minutes and entries of one calendar month and field of action."""

    month = serializers.DateField()
    field = serializers.CharField()
    minutes = serializers.IntegerField()
    entries = serializers.IntegerField()


@extend_schema(tags=["organisations"])
class OrganisationViewSet(ListRows, RetrieveRow, RowViewSet):
    """The directory of organisations."""

    model = Organisation
    serializer_class = OrganisationOut
    filterset_class = OrganisationFilter
    rows = columns.ORGANISATIONS
    inputs = {"create": OrganisationIn, "partial_update": OrganisationChange}

    @extend_schema(request=OrganisationIn, responses={201: OrganisationOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Admit an organisation (coordinators)."""
        data = self.body()
        return self.created(request, lambda: directory.create_organisation(actor=self.actor, **data))

    @extend_schema(request=OrganisationChange, responses=OrganisationOut)
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change an organisation (its managers, coordinators)."""
        organisation = self.get_object()
        return Response(
            self.one(directory.update_organisation(actor=self.actor, organisation=organisation, **self.body()))
        )

    @extend_schema(responses=MonthTotal(many=True), filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def totals(self, request: Request, uuid: str) -> Response:
        """Confirmed hours by month and field of action, from the rollup (its members, coordinators of its district)."""
        organisation = self.get_object()
        reach = reach_of(request.user)
        if organisation.pk not in reach.organisations and not reach.coordinates_place(
            district_id=organisation.district_id, field_id=None
        ):
            raise Http404
        months = OrganisationMonth.objects.filter(organisation=organisation).order_by("month", "field__position")
        rows = months.values("month", "field__code", "minutes", "entries")
        return Response(
            [
                {
                    "month": row["month"],
                    "field": row["field__code"],
                    "minutes": row["minutes"],
                    "entries": row["entries"],
                }
                for row in rows
            ]
        )


class ActivityOut(serializers.Serializer[Any]):
    """A kind of help that one organisation offers."""

    uuid = serializers.UUIDField()
    organisation = serializers.UUIDField()
    organisation_name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    field = serializers.CharField()
    district = serializers.CharField(help_text="AGS")
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)


class ActivityIn(Input):
    """A new activity; without a district it is the organisation's."""

    organisation = VisibleRow(Organisation)
    title = Text(max_length=120)
    description = Text(max_length=2000, required=False, allow_blank=True)
    field = CodedRow(FieldOfAction, "code")
    district = CodedRow(District, "ags", required=False)
    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)


class ActivityChange(Input):
    """What may change of an activity; what is left out stays."""

    title = Text(max_length=120, required=False)
    description = Text(max_length=2000, required=False, allow_blank=True)
    field = CodedRow(FieldOfAction, "code", required=False)
    district = CodedRow(District, "ags", required=False)
    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)


class ActivityFilter(django_filters.FilterSet):
    """Filters of the offers."""

    organisation = UuidFilter(field_name="organisation__uuid")
    field = django_filters.CharFilter(field_name="field__code", max_length=20)
    district = django_filters.CharFilter(field_name="district__ags", max_length=5)
    title = django_filters.CharFilter(lookup_expr="icontains", max_length=100)
    on = DayFilter(method="filter_on")

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = ["organisation", "field", "district", "title", "on"]

    def filter_on(self, queryset: Any, name: str, value: dt.date) -> Any:
        """Offers that are on at that local date."""
        return queryset.exclude(starts_on__gt=value).exclude(ends_on__lt=value)


@extend_schema(tags=["activities"])
class ActivityViewSet(ListRows, RetrieveRow, RowViewSet):
    """What the organisations offer."""

    model = Activity
    serializer_class = ActivityOut
    filterset_class = ActivityFilter
    rows = columns.ACTIVITIES
    inputs = {"create": ActivityIn, "partial_update": ActivityChange}

    @extend_schema(request=ActivityIn, responses={201: ActivityOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Offer an activity (members of the organisation)."""
        data = self.body()
        return self.created(request, lambda: directory.create_activity(actor=self.actor, **data))

    @extend_schema(request=ActivityChange, responses={200: ActivityOut, **refused(409)})
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change an activity (members of the organisation)."""
        activity = self.get_object()
        return Response(self.one(directory.update_activity(actor=self.actor, activity=activity, **self.body())))
