"""Records that may be one person, and making them one, through the API."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import NotFound
from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Input
from backend.common.schema import refused
from backend.common.views import ApiView, validated
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers.models import HourEntry, Merge, MergeBasis, Organisation, Volunteer, Way
from volunteers.reach import reach_of
from volunteers.services import doubles, merging

SHOWN = 200  # the surest

MERGES = {
    "uuid": "uuid",
    "volunteer": "source__uuid",
    "into": "target__uuid",
    "basis": "basis",
    "organisation": "organisation__uuid",
    "merged_at": "merged_at",
    "undone_at": "undone_at",
}


class MergeOut(serializers.Serializer[Any]):
    """That the record `volunteer` went into another; for 30 days, as long as it can be undone."""

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    into = serializers.UUIDField()
    basis = serializers.ChoiceField(choices=MergeBasis.choices)
    organisation = serializers.UUIDField(allow_null=True)
    merged_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class MergeIn(Input):
    """`volunteer` goes `into` the other, which stays. One with an account is always the one that stays."""

    volunteer = VisibleRow(Volunteer)
    into = VisibleRow(Volunteer)


class MergeFilter(django_filters.FilterSet):
    """Filters of merges."""

    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = Merge
        fields: ClassVar[list[str]] = ["organisation"]


@extend_schema(tags=["merges"])
class MergeViewSet(ListRows, RetrieveRow, RowViewSet):
    """What was merged at your organisations, in your scope, or into your own record."""

    model = Merge
    serializer_class = MergeOut
    filterset_class = MergeFilter
    rows = MERGES
    inputs = {"create": MergeIn}

    @extend_schema(request=MergeIn, responses={201: MergeOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Merge two records that your organisation keeps, or that lie in your scope."""
        data = self.body()
        both = {"source": data["volunteer"], "target": data["into"]}
        return self.created(request, lambda: merging.merge(actor=self.actor, way=Way.API, **both))

    @extend_schema(request=None, responses={200: MergeOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, uuid: str) -> Response:
        """Take them apart again within 30 days. What was logged since stays where it is."""
        return Response(self.one(merging.undo(actor=self.actor, merge=self.get_object(), way=Way.API)))


class DoubleRecordOut(serializers.Serializer[Any]):
    """One of two records, and what it holds as far as you may see it: entries, confirmed minutes, local dates."""

    volunteer = serializers.UUIDField()
    name = serializers.CharField()
    name_latin = serializers.CharField(allow_blank=True)
    has_account = serializers.BooleanField()
    entries = serializers.IntegerField()
    minutes = serializers.IntegerField()
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)


class DoubleOut(serializers.Serializer[Any]):
    """Two records that may be one person, and why. It is a hint: nobody is merged by it."""

    sureness = serializers.ChoiceField(choices=[one.value for one in doubles.Sureness])
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in doubles.Why]))
    records = DoubleRecordOut(many=True)


class DistinctIn(Input):
    """Two records that are two people."""

    first = VisibleRow(Volunteer)
    second = VisibleRow(Volunteer)


@extend_schema(tags=["merges"])
class DoublesView(ApiView):
    """Among the people of a coordinator."""

    @extend_schema(responses=DoubleOut(many=True))
    def get(self, request: Request) -> Response:
        """Pairs in your scope, the surest first, at most 200; none for who coordinates nothing."""
        reach = reach_of(request.user)
        if not reach.coordinates:
            return Response([])
        hours = HourEntry.objects.in_scope(reach)
        return Response(_answer(doubles.fill(doubles.in_scope(reach)[:SHOWN], hours)))

    @extend_schema(request=DistinctIn, responses={204: None, **refused(409)})
    def post(self, request: Request) -> Response:
        """Say that two records are two people. They are not suggested any more."""
        user: Any = request.user  # signed in: DEFAULT_PERMISSION_CLASSES
        doubles.tell_apart(actor=user, way=Way.API, **validated(DistinctIn, request))
        return Response(status=204)


@extend_schema(tags=["merges"])
class OrganisationDoublesView(ApiView):
    """Among the people known at one organisation."""

    @extend_schema(responses=DoubleOut(many=True))
    def get(self, request: Request, uuid: str) -> Response:
        """Pairs at your organisation, the surest first, at most 200."""
        place = Organisation.objects.filter(pk__in=reach_of(request.user).organisations, uuid=uuid).first()
        if place is None:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        return Response(_answer(doubles.fill(doubles.at_organisation(place)[:SHOWN], place.hours.all())))


def _answer(pairs: list[doubles.Pair]) -> list[dict[str, Any]]:
    return [
        {
            "sureness": pair.sureness,
            "reasons": pair.shown_reasons,
            "records": [
                {
                    "volunteer": person.uuid,
                    "name": person.name,
                    "name_latin": person.name_latin,
                    "has_account": person.user_id is not None,
                    "entries": held.entries,
                    "minutes": held.minutes,
                    "first_day": held.first,
                    "last_day": held.last,
                }
                for person, held in pair.rows
            ],
        }
        for pair in pairs
    ]
