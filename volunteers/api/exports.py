"""What a role sees, as files: which kinds of rows there are, ask for a file, see how it stands, fetch it."""

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.downloads import streamed
from backend.common.errors import Forbidden, NotFound
from backend.common.fields import VisibleRow
from backend.common.inputs import Choice, Day, Input, ListOf
from backend.common.remembering import remembering
from backend.common.renderers import CsvRenderer, OrjsonRenderer, ZipRenderer
from backend.common.schema import refused
from backend.common.views import ApiView, validated
from volunteers.models import DataExport, ExportForm, ExportOf, ExportStatus, Organisation
from volunteers.reach import reach_of
from volunteers.services import exporting, exports
from volunteers.services.export_archive import Wish
from volunteers.services.exports import Kind, Role

SHOWN = 20  # the newest
OF_ROLES = [(one.value, one.label) for one in ExportOf if one != ExportOf.ONESELF]
TYPES = ("text", "uuid", "number", "day", "instant", "yes", "json")


class ExportColumnOut(serializers.Serializer[Any]):
    """One column. `beyond` marks those that the API's own list of these rows does not have."""

    name = serializers.CharField()
    type = serializers.ChoiceField(choices=TYPES)
    heading = serializers.CharField(help_text="Überschrift in CSV für Excel")
    beyond = serializers.BooleanField()


class ExportKindOut(serializers.Serializer[Any]):
    """A kind of rows that you can export at that organisation, or (null) for what you coordinate.

    `code` is the name of the API's list of these rows. `narrowed` says whether a period narrows them.
    """

    organisation = serializers.UUIDField(allow_null=True)
    code = serializers.CharField()
    title = serializers.CharField()
    narrowed = serializers.BooleanField()
    columns = ExportColumnOut(many=True)


class ExportOut(serializers.Serializer[Any]):
    """A file, and where it stands; `rows` counts while it is built. `organisation` is null for the coordination."""

    uuid = serializers.UUIDField()
    of = serializers.ChoiceField(choices=OF_ROLES)
    organisation = serializers.UUIDField(allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField())
    form = serializers.ChoiceField(choices=ExportForm.choices)
    start = serializers.DateField(allow_null=True)
    end = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=ExportStatus.choices)
    rows = serializers.IntegerField()
    size = serializers.IntegerField(allow_null=True, help_text="Bytes")
    requested_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class ExportIn(Input):
    """What you want: of an organisation of yours, else of what you coordinate.

    Without `kinds` all that the role has. `start` and `end` are local dates, both included. One kind as `excel`, `csv`
    or `json` is that file; anything else a ZIP with LIESMICH.txt and datapackage.json.
    """

    organisation = VisibleRow(Organisation, required=False)
    kinds = ListOf(child=Choice(choices=exports.codes()), max_length=50, required=False)
    start = Day(required=False)
    end = Day(required=False)
    form = Choice(choices=ExportForm.choices)


_ROW = {
    "uuid": "uuid",
    "of": "of",
    "organisation": "organisation__uuid",
    "kinds": "kinds",
    "form": "form",
    "start": "start",
    "end": "end",
    "status": "status",
    "rows": "rows",
    "size": "size",
    "requested_at": "requested_at",
    "ready_at": "ready_at",
    "expires_at": "expires_at",
}


def _rows(request: Request, **which: Any) -> list[dict[str, Any]]:
    found = DataExport.objects.of_roles_of(request.user).filter(**which)
    rows = found.order_by("-pk").values(*_ROW.values())[:SHOWN]
    return [{name: row[path] for name, path in _ROW.items()} for row in rows]


@extend_schema(tags=["exports"])
class ExportsView(ApiView):
    """Files of what your roles see. For tables that change little ask the lists: they page by cursor."""

    @extend_schema(responses=ExportOut(many=True))
    def get(self, request: Request) -> Response:
        """Yours, the newest first."""
        return Response(_rows(request))

    @extend_schema(request=ExportIn, responses={202: ExportOut, **refused(409)})
    def post(self, request: Request) -> Response:
        """Ask for a file. It is there within a minute, or as long as so many rows take; ask `GET /exports/{uuid}`.

        One at a time: the same asked again is that one, another one is refused until it is done.
        """
        user: Any = request.user  # signed in: DEFAULT_PERMISSION_CLASSES
        data = validated(ExportIn, request)
        role = exports.role_of(user, data.get("organisation"))
        wish = Wish(
            role, _chosen(role, data.get("kinds")), ExportForm(data["form"]), data.get("start"), data.get("end")
        )
        copy = exporting.request_of_role(wish=wish)
        return Response(_rows(request, pk=copy.pk)[0], status=202)


def _chosen(role: Role, codes: list[str] | None) -> tuple[Kind, ...]:
    """Raises Forbidden (`kind_not_yours`) for one that the role does not have."""
    kinds = exports.kinds_of(role)
    if codes is None:
        return tuple(kinds)
    if set(codes) - {kind.code for kind in kinds}:
        raise Forbidden(_("Diese Daten gibt es in dieser Rolle nicht."), code="kind_not_yours", field="kinds")
    return tuple(kind for kind in kinds if kind.code in codes)


@extend_schema(tags=["exports"])
class ExportKindsView(ApiView):
    """What there is to export."""

    http_method_names = ["get", "head"]

    @extend_schema(responses=ExportKindOut(many=True))
    def get(self, request: Request) -> Response:
        """All kinds of all your roles, with their columns; an empty list where you have none."""
        user: Any = request.user
        reach = reach_of(user)
        places: list[Organisation | None] = [
            *Organisation.objects.filter(pk__in=reach.organisations).order_by("name", "pk")
        ]
        if reach.coordinates:
            places.append(None)
        with remembering():  # one answer for all of them
            roles = [exports.role_of(user, place) for place in places]
        return Response([_kind(role, kind) for role in roles for kind in exports.kinds_of(role)])


def _kind(role: Role, kind: Kind) -> dict[str, Any]:
    names = ("name", "type", "heading", "beyond")
    return {
        "organisation": role.organisation.uuid if role.organisation else None,
        "code": kind.code,
        "title": str(kind.title),
        "narrowed": bool(kind.since),
        "columns": [{name: getattr(column, name) for name in names} for column in kind.columns],
    }


@extend_schema(tags=["exports"])
class ExportView(ApiView):
    """One of them."""

    http_method_names = ["get", "head"]

    @extend_schema(responses={200: ExportOut, **refused(404)})
    def get(self, request: Request, uuid: UUID) -> Response:
        """Where it stands."""
        found = _rows(request, uuid=uuid)
        if not found:
            raise NotFound(_("Diese Datei gibt es nicht, oder nicht mehr für Sie."))
        return Response(found[0])


@extend_schema(tags=["exports"])
class ExportFileView(ApiView):
    """The file itself."""

    http_method_names = ["get", "head"]
    renderer_classes = [OrjsonRenderer, CsvRenderer, ZipRenderer]

    @extend_schema(
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.BINARY,
            (200, "application/zip"): OpenApiTypes.BINARY,
            **refused(404, 409),
        }
    )
    def get(self, request: Request, uuid: UUID) -> StreamingHttpResponse:
        """Download it, within three days and while you still have the role that it was made for.

        In CSV a text that begins with `=`, `+`, `-`, `@`, a tab or an end of line has an apostrophe in front (also
        where apostrophes stand there already): take away that one. JSON holds every value as the API's lists do.
        """
        user: Any = request.user
        return streamed(**exporting.download_of(*exporting.find_of_role(user=user, key=uuid)))
