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
from backend.common.inputs import Day, Input, Slug, Text, WholeNumber
from backend.common.public import PUBLIC
from backend.common.schema import refused
from backend.common.views import ApiView
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns
from recognition.models import ListStatus, RecognitionList
from recognition.models.lists import MOST_MINUTES
from recognition.services import lists, showing
from volunteers.models import District, FieldOfAction, Organisation
from volunteers.reach import reach_of


class RecognitionListOut(serializers.Serializer[Any]):
    """A version of a list for a district, a field of action or an organisation. Versions of one list share its slug."""

    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    district = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    least_minutes = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=ListStatus.choices)
    revision = serializers.IntegerField()
    checked_at = serializers.DateTimeField(allow_null=True)
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
    least_minutes = WholeNumber(required=False, allow_null=True, min_value=1, max_value=MOST_MINUTES)


class RecognitionListChange(Input):
    """What may change of a draft; what is left out stays."""

    title = Text(max_length=120, required=False)
    period_start = Day(required=False)
    period_end = Day(required=False)
    least_minutes = WholeNumber(required=False, allow_null=True, min_value=1, max_value=MOST_MINUTES)


class RecognitionListRenewal(Input):
    """The next version of a published list. Without a title it keeps the one it has."""

    title = Text(max_length=120, required=False)
    period_start = Day()
    period_end = Day()
    least_minutes = WholeNumber(required=False, allow_null=True, min_value=1, max_value=MOST_MINUTES)


class RecognitionListCheck(Input):
    """The second person's word; `revision` is that of the draft which they looked at."""

    revision = WholeNumber(min_value=1, max_value=32767)


class RecognitionListReturn(Input):
    """Why a checked list becomes a draft again."""

    reason = Text(max_length=lists.LONGEST)


class ListFindingOut(serializers.Serializer[Any]):
    """What stands against publishing."""

    code = serializers.ChoiceField(choices=["too_few", "unnamed_stand_out"])
    detail = serializers.CharField()


class ListPreviewOut(serializers.Serializer[Any]):
    """What the public would see of a draft now, how it differs from the version before, and what stands against it."""

    names = serializers.ListField(child=serializers.CharField())
    unnamed = serializers.IntegerField()
    joined = serializers.IntegerField()
    left = serializers.IntegerField()
    findings = ListFindingOut(many=True)


class ListVersionOut(serializers.Serializer[Any]):
    """A version of a list, with what changed: counts, never names."""

    uuid = serializers.UUIDField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    status = serializers.ChoiceField(choices=ListStatus.choices)
    published_at = serializers.DateTimeField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    joined = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)


@extend_schema(tags=["recognition"])
class RecognitionListViewSet(ListRows, RetrieveRow, RowViewSet):
    """Lists of thanks: all of your scope, and the published ones."""

    model = RecognitionList
    serializer_class = RecognitionListOut
    rows = columns.RECOGNITION_LISTS
    inputs = {
        "create": RecognitionListIn,
        "partial_update": RecognitionListChange,
        "check": RecognitionListCheck,
        "give_back": RecognitionListReturn,
        "renew": RecognitionListRenewal,
    }
    idempotent_actions = frozenset({"create", "renew"})

    @extend_schema(request=RecognitionListIn, responses={201: RecognitionListOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """A draft (coordinators)."""
        data = self.body()
        return self.created(request, lambda: lists.create_list(actor=self.actor, **data))

    @extend_schema(request=RecognitionListChange, responses={200: RecognitionListOut, **refused(409)})
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change a draft (coordinators). Who changed it does not check it."""
        found = self.get_object()
        stays = {name: getattr(found, name) for name in ("title", "period_start", "period_end", "least_minutes")}
        changed = lists.change_list(actor=self.actor, recognition_list=found, **{**stays, **self.body()})
        return Response(self.one(changed))

    @extend_schema(responses={204: None, **refused(409)})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Discard a draft (coordinators). What was checked is returned first."""
        lists.discard_list(actor=self.actor, recognition_list=self.get_object())
        return Response(status=204)

    @extend_schema(request=RecognitionListCheck, responses={200: RecognitionListOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, uuid: str) -> Response:
        """A second coordinator's word that the draft may be published; never of who drafted or changed it."""
        found = self.get_object()
        return Response(self.one(lists.check_list(actor=self.actor, recognition_list=found, **self.body())))

    @extend_schema(request=RecognitionListReturn, responses={200: RecognitionListOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, uuid: str) -> Response:
        """Make a checked list a draft again, with a reason (coordinators)."""
        found = self.get_object()
        return Response(self.one(lists.return_list(actor=self.actor, recognition_list=found, **self.body())))

    @extend_schema(request=None, responses={200: RecognitionListOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uuid: str) -> Response:
        """Publish a checked list (coordinators). Only people whose consent is valid are on it; never fewer than three.

        The version before it gives way in the same moment.
        """
        found = self.get_object()
        return Response(self.one(lists.publish_list(actor=self.actor, recognition_list=found)))

    @extend_schema(request=None, responses={200: RecognitionListOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a list off every public page at once (coordinators)."""
        found = self.get_object()
        return Response(self.one(lists.withdraw_list(actor=self.actor, recognition_list=found)))

    @extend_schema(request=RecognitionListRenewal, responses={201: RecognitionListOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, uuid: str) -> Response:
        """A draft of the next version of a list that was published (coordinators)."""
        found, data = self.get_object(), self.body()
        return self.created(request, lambda: lists.renew_list(actor=self.actor, recognition_list=found, **data))

    @extend_schema(responses=ListPreviewOut)
    @action(detail=True)
    def preview(self, request: Request, uuid: str) -> Response:
        """What the public would see of it if it were published now, and what stands against that (coordinators)."""
        seen = showing.examine(self._coordinated())
        return Response(
            {
                "names": seen.rows.names,
                "unnamed": seen.rows.unnamed,
                "joined": seen.joined,
                "left": seen.left,
                "findings": [{"code": one.code, "detail": one.detail} for one in seen.findings],
            }
        )

    @extend_schema(responses=ListVersionOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, uuid: str) -> Response:
        """All versions of the list, the newest first, with what changed (coordinators)."""
        found = RecognitionList.objects.filter(slug=self._coordinated().slug).order_by("-version")
        return Response(list(found.values(*ListVersionOut().fields)))

    def _coordinated(self) -> RecognitionList:
        """The list, for who answers for it. Raises Http404."""
        found: RecognitionList = self.get_object()
        if not RecognitionList.objects.in_scope(reach_of(self.request.user)).filter(pk=found.pk).exists():
            raise Http404
        return found


class ThanksOut(serializers.Serializer[Any]):
    """A published list as everybody sees it: names in the form their people chose, and how many stay unnamed."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    published_at = serializers.DateTimeField()
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
        rows = showing.public_rows(found)
        response = Response(
            {
                "slug": found.slug,
                "version": found.version,
                "title": found.title,
                "period_start": found.period_start,
                "period_end": found.period_end,
                "published_at": found.published_at,
                "names": rows.names,
                "unnamed": rows.unnamed,
            }
        )
        patch_cache_control(response, **PUBLIC)
        return response
