"""Messages of thanks between people who helped, organisations and the coordination."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Invalid
from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Input, ListOf, Text, Uuid
from backend.common.schema import refused
from backend.common.transitions import illegal
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition.columns_of_messages import THANKS_MESSAGES
from recognition.models import MessageStatus, ThanksMessage
from recognition.services import messages
from volunteers.models import Organisation, Party, Volunteer, Way


class ThanksMessageOut(serializers.Serializer[Any]):
    """Words of thanks. From a `volunteer` to the organisation, or from it (or the coordination) to so many `people`.

    Nobody gets it before a coordinator passed it; `answer` is why it was refused or removed.
    """

    uuid = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Party.choices)
    organisation = serializers.UUIDField()
    volunteer = serializers.UUIDField(allow_null=True)
    people = serializers.IntegerField()
    text = serializers.CharField()
    status = serializers.ChoiceField(choices=MessageStatus.choices)
    written_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    reported_at = serializers.DateTimeField(allow_null=True)


class ThanksMessageIn(Input):
    """As `volunteer` to the organisation; as `organisation` or `coordination` to `volunteers` who helped there."""

    side = Choice(choices=Party.choices)
    organisation = VisibleRow(Organisation)
    volunteers = ListOf(child=Uuid(), max_length=messages.MOST_PEOPLE, required=False)
    text = Text(max_length=messages.LONGEST)


class ThanksMessageReasonIn(Input):
    """Why; whoever wrote it reads that."""

    reason = Text(max_length=messages.LONGEST_REASON)


class ThanksMessageFilter(django_filters.FilterSet):
    """By where they stand, who wrote them, and the organisation."""

    status = django_filters.ChoiceFilter(choices=MessageStatus.choices)
    side = django_filters.ChoiceFilter(choices=Party.choices)
    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = ThanksMessage
        fields: ClassVar[list[str]] = ["status", "side", "organisation"]


@extend_schema(tags=["recognition"])
class ThanksMessageViewSet(ListRows, RetrieveRow, RowViewSet):
    """Messages of thanks that you wrote, got, or answer for."""

    model = ThanksMessage
    serializer_class = ThanksMessageOut
    rows = THANKS_MESSAGES
    filterset_class = ThanksMessageFilter
    inputs = {"create": ThanksMessageIn, "refuse": ThanksMessageReasonIn, "remove": ThanksMessageReasonIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=ThanksMessageIn, responses={201: ThanksMessageOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Write one; a coordinator reads it before anybody gets it."""
        data = self.body()
        side, keys = data.pop("side"), data.pop("volunteers", [])
        if side == Party.VOLUNTEER:
            if keys:
                detail = _("Ein Dank von Engagierten geht an die Organisation.")
                raise Invalid(detail, code="to_the_organisation", field="volunteers")
            return self.created(request, lambda: messages.thank_organisation(actor=self.actor, way=Way.API, **data))
        people = list(Volunteer.objects.visible_to(self.actor).filter(uuid__in=keys))
        if len(people) != len(set(keys)):
            raise Invalid(_("Das gibt es nicht, oder nicht für Sie."), code="does_not_exist", field="volunteers")
        return self.created(
            request,
            lambda: messages.thank_people(actor=self.actor, volunteers=people, side=side, way=Way.API, **data),
        )

    @extend_schema(request=None, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="pass")
    def pass_on(self, request: Request, uuid: str) -> Response:
        """Deliver it (a coordinator of neither side). From an organisation or the coordination it counts as thanks."""
        found = self.get_object()
        if not messages.pass_messages(actor=self.actor, messages=[found], way=Way.API):
            found.refresh_from_db()
            raise illegal(found.status)
        return Response(self.one(found))

    @extend_schema(request=ThanksMessageReasonIn, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uuid: str) -> Response:
        """Do not deliver it, with a reason (a coordinator of neither side)."""
        found = self.get_object()
        return Response(self.one(messages.refuse(actor=self.actor, message=found, way=Way.API, **self.body())))

    @extend_schema(request=None, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take it back before anybody got it (the side that wrote it)."""
        return Response(self.one(messages.withdraw(actor=self.actor, message=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def report(self, request: Request, uuid: str) -> Response:
        """Ask the coordination to look at it again (who got it)."""
        return Response(self.one(messages.report(actor=self.actor, message=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, uuid: str) -> Response:
        """Leave a reported one as it is (a coordinator of neither side)."""
        return Response(self.one(messages.keep(actor=self.actor, message=self.get_object(), way=Way.API)))

    @extend_schema(request=ThanksMessageReasonIn, responses={200: ThanksMessageOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, uuid: str) -> Response:
        """Take it away from who got it, with a reason (a coordinator of neither side)."""
        found = self.get_object()
        return Response(self.one(messages.remove(actor=self.actor, message=found, way=Way.API, **self.body())))
