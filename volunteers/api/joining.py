"""Requests to join: what coordinators decide on. Asking has a page alone: it is for people without an account."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow
from backend.common.inputs import Choice, Input, Slug, Text
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import District, JoinRequest, JoinStatus, JoinWish, Organisation, Role
from volunteers.services import joining

# `asked` is seen by nobody but who holds the link.
SEEN = [(status.value, status.label) for status in JoinStatus if status != JoinStatus.ASKED]


class JoinRequestOut(serializers.Serializer[Any]):
    """Somebody asks to join, and confirmed their address.

    Of an organisation, `organisation_name`, `kind` and `website` say which; `organisation` is the one that a member
    named, or that was made of the request.
    """

    uuid = serializers.UUIDField()
    wish = serializers.ChoiceField(choices=JoinWish.choices)
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.CharField()
    district = serializers.CharField(help_text="AGS")
    organisation = serializers.UUIDField(allow_null=True)
    organisation_name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=Organisation.Kind.choices, allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=SEEN)
    asked_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class AdmissionIn(Input):
    """What the admitted one becomes. An organisation needs a `slug`, and its details may be set right.

    `role` is that of a member; who confirms, if it is left out.
    """

    slug = Slug(max_length=60, required=False)
    organisation_name = Text(max_length=200, required=False)
    kind = Choice(choices=Organisation.Kind.choices, required=False)
    district = CodedRow(District, "ags", required=False)
    role = Choice(choices=Role.choices, required=False)


class JoinDeclineIn(Input):
    """Why not; who asked reads it in a mail."""

    reason = Text(max_length=joining.LONGEST_REASON)


class JoinRequestFilter(django_filters.FilterSet):
    """Filters of requests to join."""

    status = django_filters.ChoiceFilter(choices=SEEN)
    wish = django_filters.ChoiceFilter(choices=JoinWish.choices)
    district = django_filters.CharFilter(field_name="district__ags", max_length=5)

    class Meta:
        model = JoinRequest
        fields: ClassVar[list[str]] = ["status", "wish", "district"]


@extend_schema(tags=["coordination"])
class JoinRequestViewSet(ListRows, RetrieveRow, RowViewSet):
    """Who asks to join, in the districts that you coordinate."""

    model = JoinRequest
    serializer_class = JoinRequestOut
    filterset_class = JoinRequestFilter
    rows = columns.JOIN_REQUESTS
    inputs = {"admit": AdmissionIn, "decline": JoinDeclineIn}

    @extend_schema(request=AdmissionIn, responses={200: JoinRequestOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def admit(self, request: Request, uuid: str) -> Response:
        """Admit (coordinators): makes the organisation with its manager, the membership, or a volunteer's record."""
        found = self.get_object()
        return Response(self.one(joining.admit(actor=self.actor, request=found, **self.body())))

    @extend_schema(request=JoinDeclineIn, responses={200: JoinRequestOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uuid: str) -> Response:
        """Decline (coordinators), with a reason."""
        found = self.get_object()
        return Response(self.one(joining.decline(actor=self.actor, request=found, **self.body())))
