"""Asking by mail for somebody's word: requests of one's own, and whom an organisation lets one ask."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Email, Input, ListOf, Text, Uuid
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import ConfirmationLink, ContactAddress, LinkState, Organisation, Way
from volunteers.services import contacts, links


class ConfirmationLinkOut(serializers.Serializer[Any]):
    """A request for somebody's word. The link itself is in the mail alone.

    `address` is empty where the organisation's contact called `contact_name` was asked, and after 90 days.
    """

    uuid = serializers.UUIDField()
    organisation = serializers.UUIDField()
    address = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=LinkState.choices)
    entries = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    reminded_at = serializers.DateTimeField(allow_null=True)
    used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class ConfirmationLinkIn(Input):
    """Whom to ask: a `contact` of the organisation, or an `email`. Without `entries`: about all that wait there."""

    organisation = VisibleRow(Organisation)
    contact = VisibleRow(ContactAddress, required=False)
    email = Email(max_length=254, required=False)
    entries = ListOf(child=Uuid(), max_length=links.MOST_ENTRIES, required=False)


class ConfirmationLinkFilter(django_filters.FilterSet):
    """Filters of requests."""

    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = ConfirmationLink
        fields: ClassVar[list[str]] = ["organisation"]


@extend_schema(tags=["confirmation-links"])
class ConfirmationLinkViewSet(ListRows, RetrieveRow, RowViewSet):
    """Requests for confirmation by mail that you made."""

    model = ConfirmationLink
    serializer_class = ConfirmationLinkOut
    filterset_class = ConfirmationLinkFilter
    rows = columns.CONFIRMATION_LINKS
    inputs = {"create": ConfirmationLinkIn}

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With where each stands, and how many entries it is about."""
        return super().as_rows(queryset.with_state())  # type: ignore[attr-defined]  # a ConfirmationLinkQuerySet

    @extend_schema(request=ConfirmationLinkIn, responses={201: ConfirmationLinkOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Ask somebody by mail for their word on your waiting entries."""
        data = self.body()
        return self.created(request, lambda: links.ask(actor=self.actor, way=Way.API, **data))

    @extend_schema(request=None, responses={200: ConfirmationLinkOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uuid: str) -> Response:
        """Take a request back: its link is dead from now on."""
        return Response(self.one(links.revoke(actor=self.actor, link=self.get_object(), way=Way.API)))


class ContactAddressOut(serializers.Serializer[Any]):
    """Somebody whom volunteers of the organisation may ask. The address is not told."""

    uuid = serializers.UUIDField()
    organisation = serializers.UUIDField()
    name = serializers.CharField()


class ContactAddressIn(Input):
    """A contact of an organisation that you manage."""

    organisation = VisibleRow(Organisation)
    name = Text(max_length=100)
    email = Email(max_length=254)


class ContactAddressFilter(django_filters.FilterSet):
    """Filters of contacts."""

    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = ContactAddress
        fields: ClassVar[list[str]] = ["organisation"]


@extend_schema(tags=["confirmation-links"])
class ContactAddressViewSet(ListRows, RetrieveRow, RowViewSet):
    """Contacts of organisations."""

    model = ContactAddress
    serializer_class = ContactAddressOut
    filterset_class = ContactAddressFilter
    rows = columns.CONTACT_ADDRESSES
    inputs = {"create": ContactAddressIn}

    @extend_schema(request=ContactAddressIn, responses={201: ContactAddressOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Offer a contact (managers)."""
        data = self.body()
        return self.created(request, lambda: contacts.add_contact(actor=self.actor, **data))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Offer a contact no longer (managers)."""
        contacts.remove_contact(actor=self.actor, contact=self.get_object())
        return Response(status=204)
