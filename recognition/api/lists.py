"""Recognition lists: for coordinators, and what the public sees."""

from typing import Any

from django.http import Http404
from django.utils.cache import patch_cache_control
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.inputs import Day, Input, Slug, Text
from backend.common.public import PUBLIC
from backend.common.schema import refused
from backend.common.views import ApiView
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns
from recognition.models import ListStatus, RecognitionList
from recognition.services import lists
from volunteers.models import District, FieldOfAction, Organisation


class RecognitionListOut(serializers.Serializer[Any]):
    """A list for a district, a field of action or an organisation."""

    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    district = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    status = serializers.ChoiceField(choices=ListStatus.choices)
    published_at = serializers.DateTimeField(allow_null=True)


class RecognitionListIn(Input):
    """A new list: exactly one of district, field and organisation."""

    slug = Slug(max_length=80)
    title = Text(max_length=120)
    district = CodedRow(District, "ags", required=False)
    field = CodedRow(FieldOfAction, "code", required=False)
    organisation = VisibleRow(Organisation, required=False)
    period_start = Day()
    period_end = Day()


@extend_schema(tags=["recognition"])
class RecognitionListViewSet(ListRows, RetrieveRow, RowViewSet):
    """Lists of thanks: all of your scope, and the published ones."""

    model = RecognitionList
    serializer_class = RecognitionListOut
    rows = columns.RECOGNITION_LISTS
    inputs = {"create": RecognitionListIn}

    @extend_schema(request=RecognitionListIn, responses={201: RecognitionListOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """A draft (coordinators)."""
        data = self.body()
        return self.created(request, lambda: lists.create_list(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: RecognitionListOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uuid: str) -> Response:
        """Publish (coordinators). Only people whose consent is valid are on it; never fewer than three."""
        found = self.get_object()
        return Response(self.one(lists.publish_list(actor=self.actor, recognition_list=found)))

    @extend_schema(request=None, responses={200: RecognitionListOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a list off every public page at once (coordinators)."""
        found = self.get_object()
        return Response(self.one(lists.withdraw_list(actor=self.actor, recognition_list=found)))


class ThanksOut(serializers.Serializer[Any]):
    """A published list as everybody sees it: names in the form their people chose, and how many stay unnamed."""

    slug = serializers.CharField()
    title = serializers.CharField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    names = serializers.ListField(child=serializers.CharField())
    unnamed = serializers.IntegerField()


@extend_schema(tags=["recognition"])
class ThanksView(ApiView):
    """What the public sees of a list."""

    authentication_classes = []  # the same for everybody, so that one cache serves all
    permission_classes = [AllowAny]

    @extend_schema(responses=ThanksOut, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        """The names on a published list. 404 for drafts and withdrawn lists."""
        found = RecognitionList.objects.published().filter(slug=slug).first()
        if found is None:
            raise Http404
        rows = lists.public_rows(found)
        response = Response(
            {
                "slug": found.slug,
                "title": found.title,
                "period_start": found.period_start,
                "period_end": found.period_end,
                "names": rows.names,
                "unnamed": rows.unnamed,
            }
        )
        patch_cache_control(response, **PUBLIC)
        return response
