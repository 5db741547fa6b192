"""The way to the Ehrenamtskarte: where one stands, what stands for hours, the annex and its confirmations."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Forbidden
from backend.common.fields import VisibleRow
from backend.common.inputs import Choice, Day, Input, Text, YesNo
from backend.common.schema import refused
from backend.common.views import ApiView
from backend.common.viewsets import ListRows, RowViewSet
from recognition import columns_of_cards as columns
from recognition.models import AnnexPart, AnnexPartStatus, CardAnnex, Waiver, WaiverKind
from recognition.services import annexes, standing, waivers
from volunteers.models import Organisation, Volunteer
from volunteers.services.confirming import LONGEST_REASON


class ConditionOut(serializers.Serializer[Any]):
    """One thing that the rule of the day needs: `unit` is minutes, months or years; `have` is null where unknown."""

    code = serializers.CharField()
    unit = serializers.CharField()
    need = serializers.IntegerField()
    have = serializers.IntegerField(allow_null=True)


class StandingOut(serializers.Serializer[Any]):
    """Where one stands with a programme today.

    `holds`: today meets its rule, by `waiver` alone where that is not empty. `expected_on`: the day on which it will,
    at the pace of the last 13 weeks; null where it was reached, or not within five years.
    """

    programme = serializers.CharField(help_text="code")
    reached_on = serializers.DateField(allow_null=True)
    holds = serializers.BooleanField()
    waiver = serializers.CharField(allow_blank=True)
    expected_on = serializers.DateField(allow_null=True)
    conditions = ConditionOut(many=True)


@extend_schema(tags=["recognition"])
class StandingView(ApiView):
    """One's own way to every programme."""

    http_method_names = ["get", "head"]

    @extend_schema(responses={200: StandingOut(many=True)})
    def get(self, request: Request) -> Response:
        """Where one stands with every programme, from the hours themselves. Nowhere, who does not volunteer."""
        volunteer = Volunteer.objects.remembered().filter(user=request.user.pk).first()
        found = [
            {
                "programme": one.programme.code,
                "reached_on": one.reached_on,
                "holds": one.holds,
                "waiver": one.waiver,
                "expected_on": one.expected_on,
                "conditions": [
                    {"code": need.code, "unit": need.unit, "need": need.need, "have": need.have}
                    for need in one.conditions
                ],
            }
            for one in (standing.of(volunteer) if volunteer is not None else [])
        ]
        return Response(found)


class WaiverOut(serializers.Serializer[Any]):
    """What stands for hours; both days are local dates and included. `organisation` whose member saw the paper."""

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=WaiverKind.choices)
    held_since = serializers.DateField()
    held_until = serializers.DateField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class WaiverIn(Input):
    """A paper that you saw. For an organisation as its member; without one as the person's coordinator."""

    volunteer = VisibleRow(Volunteer)
    organisation = VisibleRow(Organisation, required=False)
    kind = Choice(choices=WaiverKind.choices)
    held_since = Day()
    held_until = Day(required=False)


class CardAnnexOut(serializers.Serializer[Any]):
    """An annex for the municipality; `met` says whether the hours, or the `waiver`, met the rule on its last day."""

    uuid = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    met = serializers.BooleanField()
    waiver = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField(allow_null=True)


class AnnexPartOut(serializers.Serializer[Any]):
    """What one organisation is asked to confirm, in minutes.

    `by_year` are those of calendar years, `by_span` those of each twelve months up to `period_end`, the last first.
    """

    uuid = serializers.UUIDField()
    annex = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    organisation = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    helped_since = serializers.DateField()
    minutes = serializers.IntegerField()
    by_year = serializers.DictField(child=serializers.IntegerField())
    by_span = serializers.ListField(child=serializers.IntegerField())
    status = serializers.ChoiceField(choices=AnnexPartStatus.choices)
    decided_at = serializers.DateTimeField(allow_null=True)
    decline_reason = serializers.CharField(allow_blank=True)


class AnnexPartDecisionIn(Input):
    """The organisation's word; a no needs a reason, which the person reads."""

    confirmed = YesNo()
    reason = Text(max_length=LONGEST_REASON, required=False)


class AnnexPartFilter(django_filters.FilterSet):
    """By where they stand."""

    status = django_filters.ChoiceFilter(choices=AnnexPartStatus.choices)

    class Meta:
        model = AnnexPart
        fields: ClassVar[list[str]] = ["status"]


@extend_schema(tags=["recognition"])
class WaiverViewSet(ListRows, RowViewSet):
    """Waivers: one's own, those that one's organisations saw, those of the people whom one coordinates."""

    model = Waiver
    serializer_class = WaiverOut
    rows = columns.WAIVERS
    inputs = {"create": WaiverIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=WaiverIn, responses={201: WaiverOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Record a waiver (never one's own). What the person reaches by it stands at once."""
        data = self.body()
        return self.created(request, lambda: waivers.record(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: WaiverOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a waiver back: it counts for no day."""
        return Response(self.one(waivers.withdraw(actor=self.actor, waiver=self.get_object())))


@extend_schema(tags=["recognition"])
class CardAnnexViewSet(ListRows, RowViewSet):
    """One's own annexes: the one that stands, and those that it replaced."""

    model = CardAnnex
    serializer_class = CardAnnexOut
    rows = columns.CARD_ANNEXES
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=None, responses={201: CardAnnexOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Put the annex together as the hours stand today, and ask every organisation. Unchanged, it is the same."""
        volunteer = Volunteer.objects.remembered().filter(user=request.user.pk).first()
        if volunteer is None:
            raise Forbidden(_("Das gibt es nur für Engagierte."), code="not_a_volunteer")
        return self.created(request, lambda: annexes.make(actor=self.actor, volunteer=volunteer))


@extend_schema(tags=["recognition"])
class AnnexPartViewSet(ListRows, RowViewSet):
    """Parts of annexes: one's own, and those that one's organisations or districts are asked for."""

    model = AnnexPart
    serializer_class = AnnexPartOut
    rows = columns.ANNEX_PARTS
    filterset_class = AnnexPartFilter
    inputs = {"decide": AnnexPartDecisionIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=AnnexPartDecisionIn, responses={200: AnnexPartOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uuid: str) -> Response:
        """Confirm a part, or not (the organisation, or who coordinates its district; never one's own hours)."""
        part = self.get_object()
        return Response(self.one(annexes.decide(actor=self.actor, part=part, **self.body())))
