"""One's own data by program: a copy of all of it, and being forgotten."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import NotFound
from backend.common.inputs import Input, Text
from backend.common.renderers import OrjsonRenderer, ZipRenderer
from backend.common.schema import refused
from backend.common.views import ApiView, validated
from volunteers.models import DataExport, Erasure, ErasureStatus, ErasureWay, ExportStatus
from volunteers.services import asking, exporting

SHOWN = 20  # the newest


class CopyOut(serializers.Serializer[Any]):
    """A copy of one's data, and where it stands."""

    uuid = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ExportStatus.choices)
    requested_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(allow_null=True, help_text="Bytes")


class ErasureOut(serializers.Serializer[Any]):
    """A wish to be forgotten, and where it stands. `volunteer` is the person's record, if there is one."""

    uuid = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ErasureStatus.choices)
    way = serializers.ChoiceField(choices=ErasureWay.choices)
    volunteer = serializers.UUIDField(allow_null=True)
    requested_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    erased_at = serializers.DateTimeField(allow_null=True)


_COPY = ("uuid", "status", "requested_at", "ready_at", "expires_at", "size")
_WISH = ("uuid", "status", "way", "requested_at", "due_at", "cancelled_at", "erased_at")


def _copies(request: Request, **which: Any) -> Any:
    rows = DataExport.objects.visible_to(request.user).filter(**which)
    return rows.order_by("-pk").values(*_COPY)[:SHOWN]


def _wish(erasure: Erasure) -> dict[str, Any]:
    row: dict[str, Any] = (
        Erasure.objects.filter(pk=erasure.pk).values(*_WISH, volunteer_uuid=F("volunteer__uuid")).get()
    )
    return row | {"volunteer": row.pop("volunteer_uuid")}


@extend_schema(tags=["my data"])
class CopiesView(ApiView):
    """Copies of everything that is kept about oneself."""

    @extend_schema(responses=CopyOut(many=True))
    def get(self, request: Request) -> Response:
        """One's own, the newest first."""
        return Response(list(_copies(request)))

    @extend_schema(request=None, responses={202: CopyOut})
    def post(self, request: Request) -> Response:
        """Ask for one. It is there within a minute; while one is under way, that one is the answer."""
        user: Any = request.user  # signed in: DEFAULT_PERMISSION_CLASSES
        copy = exporting.request(user=user)
        return Response(_copies(request, pk=copy.pk)[0], status=202)


@extend_schema(tags=["my data"])
class CopyView(ApiView):
    """The file of a copy."""

    http_method_names = ["get", "head"]
    renderer_classes = [ZipRenderer, OrjsonRenderer]

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY, **refused(404, 409)})
    def get(self, request: Request, uuid: UUID) -> FileResponse:
        """Download it, within seven days: tables (CSV), JSON and the certificates."""
        copy = DataExport.objects.visible_to(request.user).filter(uuid=uuid).first()
        if copy is None:
            raise NotFound(_("Diese Kopie gibt es nicht."))
        answer = FileResponse(
            exporting.file_of(copy).open("rb"), as_attachment=True, filename="dankwerk-meine-daten.zip"
        )
        answer["Cache-Control"] = "private, no-store"
        return answer


@extend_schema(tags=["my data"])
class ErasureView(ApiView):
    """Being forgotten."""

    @extend_schema(responses=ErasureOut(many=True))
    def get(self, request: Request) -> Response:
        """The wish that waits, if there is one."""
        user: Any = request.user
        return Response([_wish(one) for one in Erasure.objects.open().filter(user=user)])

    @extend_schema(request=None, responses={202: ErasureOut, **refused(409)})
    def post(self, request: Request) -> Response:
        """Ask that account and record be forgotten, in seven days.

        At once is possible on the page alone, where one proves once more who one is. Until then it can be taken back.
        """
        user: Any = request.user
        return Response(_wish(asking.ask_for_oneself(actor=user)), status=202)


@extend_schema(tags=["my data"])
class ErasureCancelView(ApiView):
    """Staying, after all."""

    http_method_names = ["post"]

    @extend_schema(request=None, responses={200: ErasureOut, **refused(404, 409)})
    def post(self, request: Request) -> Response:
        """Take it back."""
        user: Any = request.user
        wish = Erasure.objects.open().filter(user=user).first()
        if wish is None:
            raise NotFound(_("Es ist keine Löschung verlangt."))
        return Response(_wish(asking.cancel(actor=user, erasure=wish)))


class KeptErasureIn(Input):
    """How the person asked; erased with the rest."""

    evidence = Text(max_length=500, required=False, allow_blank=True)


@extend_schema(tags=["my data"])
class KeptErasureView(ApiView):
    """Somebody without account asked to be forgotten."""

    http_method_names = ["post"]

    @extend_schema(request=KeptErasureIn, responses={202: ErasureOut, **refused(404, 409)})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Write it down; it is done in seven days. For the organisation that keeps the record, and the coordination."""
        user: Any = request.user
        person = asking.find_kept(actor=user, key=uuid)
        if person is None:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        wish = asking.ask_for_kept(actor=user, volunteer=person, **validated(KeptErasureIn, request))
        return Response(_wish(wish), status=202)
