"""Volunteers, memberships, coordinators' scopes."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Day, Email, Input, Language, Text, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import (
    CoordinatorScope,
    District,
    FieldOfAction,
    Gender,
    Membership,
    Organisation,
    Role,
    ScopeKind,
    Volunteer,
)
from volunteers.services import details as voluntary
from volunteers.services import people, withdrawal


class VolunteerOut(serializers.Serializer[Any]):
    """A person who helps. `name` is in their own script and order."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()
    name_latin = serializers.CharField(allow_blank=True)
    given_name = serializers.CharField(allow_blank=True)
    family_name = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    kept_by = serializers.UUIDField(allow_null=True, help_text="Organisation, für Menschen ohne Konto")


class VolunteerIn(Input):
    """A person without account, kept by one of your organisations."""

    organisation = VisibleRow(Organisation)
    name = Text(max_length=200)
    name_latin = Text(max_length=200, required=False, allow_blank=True)
    given_name = Text(max_length=100, required=False, allow_blank=True)
    family_name = Text(max_length=100, required=False, allow_blank=True)
    email = Email(max_length=254, required=False, allow_blank=True)
    language = Language(max_length=10, required=False)


class VolunteerChange(Input):
    """What may change of a person; what is left out stays. Documents already issued keep what they say."""

    name = Text(max_length=200, required=False)
    name_latin = Text(max_length=200, required=False, allow_blank=True)
    given_name = Text(max_length=100, required=False, allow_blank=True)
    family_name = Text(max_length=100, required=False, allow_blank=True)
    language = Language(max_length=10, required=False)


class VolunteerDetailsOut(serializers.Serializer[Any]):
    """What a person tells only if they want to. The birth date serves the age rules of consent and certificates."""

    birth_date = serializers.DateField(allow_null=True)
    print_birth_date = serializers.BooleanField(help_text="auf Nachweise drucken")


class VolunteerDetailsIn(Input):
    """The birth date, or null to take it back; and whether records and competence certificates print it."""

    birth_date = Day(allow_null=True)
    print_birth_date = YesNo(required=False)


class GenderOut(serializers.Serializer[Any]):
    """What a person told of their gender; null for nothing."""

    gender = serializers.ChoiceField(choices=Gender.choices, allow_null=True)


class GenderIn(Input):
    """The gender, or null to take it back. It serves figures in which no single person can be found."""

    gender = Choice(choices=Gender.choices, allow_null=True)


class WithdrawalLinkOut(serializers.Serializer[Any]):
    """Where the person withdraws every consent without signing in. Whoever has the address can do that, and no more."""

    url = serializers.URLField()


class VolunteerFilter(django_filters.FilterSet):
    """Filters of people."""

    name = django_filters.CharFilter(lookup_expr="icontains", max_length=100)
    kept_by = UuidFilter(field_name="kept_by__uuid")

    class Meta:
        model = Volunteer
        fields: ClassVar[list[str]] = ["name", "kept_by"]


@extend_schema(tags=["volunteers"])
class VolunteerViewSet(ListRows, RetrieveRow, RowViewSet):
    """People whom you may see: yourself, those of your organisations, those in your scope."""

    model = Volunteer
    serializer_class = VolunteerOut
    filterset_class = VolunteerFilter
    rows = columns.VOLUNTEERS
    inputs = {
        "create": VolunteerIn,
        "partial_update": VolunteerChange,
        "tell_details": VolunteerDetailsIn,
        "tell_gender": GenderIn,
    }

    @extend_schema(request=VolunteerIn, responses={201: VolunteerOut})
    def create(self, request: Request) -> Response:
        """Keep the record of a person without account (members of the organisation)."""
        data = self.body()
        return self.created(request, lambda: people.keep_volunteer(actor=self.actor, **data))

    @extend_schema(request=VolunteerChange, responses=VolunteerOut)
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change a name or a language (the person; who keeps a record without account)."""
        volunteer = self.get_object()
        return Response(self.one(people.rename_volunteer(actor=self.actor, volunteer=volunteer, **self.body())))

    @extend_schema(responses=VolunteerDetailsOut)
    @action(detail=True, methods=["get"])
    def details(self, request: Request, uuid: str) -> Response:
        """The voluntary details (the person; who keeps a record without account)."""
        told = voluntary.details_of(actor=self.actor, volunteer=self.get_object())
        return Response(VolunteerDetailsOut(told).data)

    @extend_schema(request=VolunteerDetailsIn, responses=VolunteerDetailsOut)
    @details.mapping.post
    def tell_details(self, request: Request, uuid: str) -> Response:
        """Tell the birth date or take it back (the person; who keeps a record without account)."""
        told = voluntary.tell_birth_date(actor=self.actor, volunteer=self.get_object(), **self.body())
        return Response(VolunteerDetailsOut(told).data)

    @extend_schema(responses=GenderOut)
    @action(detail=True, methods=["get"])
    def gender(self, request: Request, uuid: str) -> Response:
        """What you told of your gender. Nobody else reads it, whatever their role."""
        told = voluntary.gender_of(actor=self.actor, volunteer=self.get_object())
        return Response({"gender": told or None})

    @extend_schema(request=GenderIn, responses=GenderOut)
    @gender.mapping.post
    def tell_gender(self, request: Request, uuid: str) -> Response:
        """Tell your gender or take it back; nobody else does it for you."""
        volunteer, gender = self.get_object(), self.body()["gender"] or ""
        told = voluntary.tell_gender(actor=self.actor, volunteer=volunteer, gender=gender)
        return Response({"gender": told.gender or None})

    @extend_schema(responses=WithdrawalLinkOut)
    @action(detail=True, methods=["get"], url_path="withdrawal-link")
    def withdrawal_link(self, request: Request, uuid: str) -> Response:
        """The link to withdraw by (the person; for people without account the managers who keep the record)."""
        return Response({"url": withdrawal.own_url(actor=self.actor, volunteer=self.get_object())})

    @extend_schema(request=None, responses=WithdrawalLinkOut)
    @withdrawal_link.mapping.post
    def renew_withdrawal_link(self, request: Request, uuid: str) -> Response:
        """Another link; the earlier ones, also on papers, lead nowhere from now on."""
        return Response({"url": withdrawal.renew_link(actor=self.actor, volunteer=self.get_object())})


class MembershipOut(serializers.Serializer[Any]):
    """A user's role in one organisation. No name: an address must not tell whose it is to whoever types it in."""

    uuid = serializers.UUIDField()
    organisation = serializers.UUIDField()
    user_email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class MembershipIn(Input):
    """A role for somebody, by e-mail address."""

    organisation = VisibleRow(Organisation)
    email = Email(max_length=254)
    role = Choice(choices=Role.choices)


class MembershipFilter(django_filters.FilterSet):
    """Filters of roles."""

    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["organisation"]


@extend_schema(tags=["organisations"])
class MembershipViewSet(ListRows, RetrieveRow, RowViewSet):
    """Who acts for which organisation."""

    model = Membership
    serializer_class = MembershipOut
    filterset_class = MembershipFilter
    rows = columns.MEMBERSHIPS
    inputs = {"create": MembershipIn}

    @extend_schema(request=MembershipIn, responses={201: MembershipOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Give somebody a role (managers, coordinators)."""
        data = self.body()
        return self.created(request, lambda: people.add_member(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: MembershipOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uuid: str) -> Response:
        """End a role (oneself, managers, coordinators)."""
        membership = self.get_object()
        return Response(self.one(people.end_membership(actor=self.actor, membership=membership)))


class ScopeOut(serializers.Serializer[Any]):
    """A piece of the alliance that a user coordinates."""

    uuid = serializers.UUIDField()
    user_email = serializers.EmailField()
    kind = serializers.ChoiceField(choices=ScopeKind.choices)
    district = serializers.CharField(allow_null=True, help_text="AGS")
    field = serializers.CharField(allow_null=True)


class ScopeIn(Input):
    """A scope for somebody, by e-mail address; the district or the field as the kind asks."""

    email = Email(max_length=254)
    kind = Choice(choices=ScopeKind.choices)
    district = CodedRow(District, "ags", required=False)
    field = CodedRow(FieldOfAction, "code", required=False)


@extend_schema(tags=["coordination"])
class CoordinatorScopeViewSet(ListRows, RetrieveRow, RowViewSet):
    """Who coordinates what."""

    model = CoordinatorScope
    serializer_class = ScopeOut
    rows = columns.COORDINATOR_SCOPES
    inputs = {"create": ScopeIn}

    @extend_schema(request=ScopeIn, responses={201: ScopeOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Appoint a coordinator (coordinators of the whole alliance)."""
        data = self.body()
        return self.created(request, lambda: people.appoint_coordinator(actor=self.actor, **data))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Take a scope back (another coordinator of the whole alliance)."""
        people.dismiss_coordinator(actor=self.actor, scope=self.get_object())
        return Response(status=204)
