"""Taking over a record that an organisation kept, through the API: ask or hand out a code, look, take, give back."""

from typing import Any, ClassVar

import django_filters
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Input, Text
from backend.common.schema import refused
from backend.common.throttling import CodeThrottle
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers.models import Organisation, Takeover, TakeoverStatus, Volunteer, Way
from volunteers.services import claiming, takeover_codes

TAKEOVERS = {
    "uuid": "uuid",
    "organisation": "organisation__uuid",
    "organisation_name": "organisation__name",
    "status": "status",
    "claimant_email": "claimant__email",
    "said_name": "said_name",
    "said_when": "said_when",
    "begun_at": "begun_at",
    "expires_at": "expires_at",
    "ended_at": "ended_at",
}


class TakeoverOut(serializers.Serializer[Any]):
    """Kept hours that somebody takes over: asked for by them, or offered by a code (then `said_name` is empty)."""

    uuid = serializers.UUIDField()
    organisation = serializers.UUIDField()
    organisation_name = serializers.CharField()
    status = serializers.ChoiceField(choices=TakeoverStatus.choices)
    claimant_email = serializers.EmailField(allow_null=True)
    said_name = serializers.CharField(allow_blank=True)
    said_when = serializers.CharField(allow_blank=True)
    begun_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class TakeoverCodeOut(TakeoverOut):
    """With the code, for the person alone."""

    code = serializers.CharField()


class TakeoverPreviewOut(serializers.Serializer[Any]):
    """What would come over: how many entries, confirmed minutes, local dates. `obstacles` are codes, each with days."""

    organisation = serializers.UUIDField()
    entries = serializers.IntegerField()
    minutes = serializers.IntegerField()
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    obstacles = serializers.DictField(child=serializers.ListField(child=serializers.DateField()))


class TakeoverIn(Input):
    """Whom you ask; the name under which they may know you, and roughly when you were there."""

    organisation = VisibleRow(Organisation)
    name = Text(max_length=200)
    when = Text(max_length=200, required=False)


class KeptIn(Input):
    """A record that your organisation keeps."""

    volunteer = VisibleRow(Volunteer)


class CodeIn(Input):
    """A code as it was given to you."""

    code = Text(max_length=40)


class TakeoverFilter(django_filters.FilterSet):
    """Filters of takeovers."""

    status = django_filters.ChoiceFilter(choices=TakeoverStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")

    class Meta:
        model = Takeover
        fields: ClassVar[list[str]] = ["status", "organisation"]


@extend_schema(tags=["takeovers"])
class TakeoverViewSet(ListRows, RetrieveRow, RowViewSet):
    """What you asked for, and what goes on at your organisations."""

    model = Takeover
    serializer_class = TakeoverOut
    filterset_class = TakeoverFilter
    rows = TAKEOVERS
    inputs = {"create": TakeoverIn, "codes": KeptIn, "agree": KeptIn, "preview_code": CodeIn, "take_code": CodeIn}

    @extend_schema(request=TakeoverIn, responses={201: TakeoverOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Ask an organisation for hours that it may have kept for you."""
        data = self.body()
        return self.created(request, lambda: claiming.ask(actor=self.actor, way=Way.API, **data))

    @extend_schema(request=KeptIn, responses={201: TakeoverCodeOut, **refused(409)}, filters=False)
    @action(detail=False, methods=["post"])
    def codes(self, request: Request) -> Response:
        """Hand out a code for a record that your organisation keeps. An earlier one for it is worth nothing then.

        It takes no `Idempotency-Key`: an answer that is remembered would be the code, kept.
        """
        takeover = claiming.hand_out(actor=self.actor, way=Way.API, **self.body())
        return Response(self.one(takeover) | {"code": takeover_codes.code_of(takeover)}, status=201)

    @extend_schema(request=CodeIn, responses={200: TakeoverPreviewOut}, filters=False)
    @action(detail=False, methods=["post"], url_path="preview-code", throttle_classes=[CodeThrottle])
    def preview_code(self, request: Request) -> Response:
        """What would come over with a code. It changes nothing."""
        takeover = claiming.by_code(actor=self.actor, code=self.body()["code"])
        return Response(_preview(claiming.preview(actor=self.actor, takeover=takeover)))

    @extend_schema(request=CodeIn, responses={200: TakeoverOut, **refused(409)}, filters=False)
    @action(detail=False, methods=["post"], url_path="take-code", throttle_classes=[CodeThrottle])
    def take_code(self, request: Request) -> Response:
        """Take over the hours behind a code."""
        takeover = claiming.by_code(actor=self.actor, code=self.body()["code"])
        return Response(self.one(claiming.take(actor=self.actor, takeover=takeover, way=Way.API)))

    @extend_schema(responses={200: TakeoverPreviewOut, **refused(400)}, filters=False)
    @action(detail=True)
    def preview(self, request: Request, uuid: str) -> Response:
        """What would come over, once the organisation said yes."""
        return Response(_preview(claiming.preview(actor=self.actor, takeover=self._asked_for())))

    @extend_schema(request=None, responses={200: TakeoverOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def take(self, request: Request, uuid: str) -> Response:
        """Take over what you asked for, once the organisation said yes."""
        return Response(self.one(claiming.take(actor=self.actor, takeover=self._asked_for(), way=Way.API)))

    def _asked_for(self) -> Takeover:
        """The row of the address, if the user asked for it: with a code there are addresses of their own."""
        takeover: Takeover = self.get_object()
        if takeover.claimant_id != self.actor.pk:
            raise Http404
        return takeover

    @extend_schema(request=KeptIn, responses={200: TakeoverOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, uuid: str) -> Response:
        """Say yes for your organisation, and which record it is."""
        takeover, data = self.get_object(), self.body()
        return Response(self.one(claiming.agree(actor=self.actor, takeover=takeover, way=Way.API, **data)))

    @extend_schema(request=None, responses={200: TakeoverOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uuid: str) -> Response:
        """Say no for your organisation."""
        return Response(self.one(claiming.refuse(actor=self.actor, takeover=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: TakeoverOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take back your question, or (either side) an offer or a code."""
        return Response(self.one(claiming.withdraw(actor=self.actor, takeover=self.get_object(), way=Way.API)))

    @extend_schema(request=None, responses={200: TakeoverOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request: Request, uuid: str) -> Response:
        """Undo it within 30 days (either side)."""
        return Response(self.one(claiming.give_back(actor=self.actor, takeover=self.get_object(), way=Way.API)))


def _preview(found: claiming.Preview) -> dict[str, Any]:
    return {
        "organisation": found.organisation.uuid,
        "entries": found.entries,
        "minutes": found.minutes,
        "first_day": found.first,
        "last_day": found.last,
        "obstacles": {one.code: list(one.days) for one in found.obstacles},
    }
