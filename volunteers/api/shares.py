"""Links by which one shows a certificate or a milestone of one's own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.inputs import Choice, Input, Uuid, WholeNumber, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, Row, RowViewSet
from volunteers import columns
from volunteers.models import DisplayForm, Share, ShareKind
from volunteers.services import sharing


class ShareOut(serializers.Serializer[Any]):
    """A link to one thing of one's own. `subject` is the certificate or what was reached; `url` the whole address."""

    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ShareKind.choices)
    subject = serializers.UUIDField()
    display_form = serializers.ChoiceField(choices=DisplayForm.choices)
    with_hours = serializers.BooleanField()
    with_proof = serializers.BooleanField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class ShareIn(Input):
    """What to show, how, and for how many days (30, 90 or 365)."""

    kind = Choice(choices=ShareKind.choices)
    subject = Uuid()
    display_form = Choice(choices=DisplayForm.choices)
    days = WholeNumber(min_value=1, max_value=365)
    with_hours = YesNo(default=False)
    with_proof = YesNo(default=False)
    of_age = YesNo(default=False)


@extend_schema(tags=["people"])
class ShareViewSet(ListRows, RetrieveRow, RowViewSet):
    """Your own links; nobody else sees them, not even who coordinates."""

    model = Share
    serializer_class = ShareOut
    rows = columns.SHARES
    inputs = {"create": ShareIn}
    http_method_names = ["get", "post", "head"]

    def as_answer(self, row: dict[str, Any]) -> Row:
        """With the address, which is kept nowhere."""
        answer = super().as_answer(row)
        return answer | {"url": sharing.url_of(answer["url"])}

    @extend_schema(request=ShareIn, responses={201: ShareOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Make a link to a certificate or a milestone of your own; another one to it ends."""
        data = self.body()
        return self.created(request, lambda: sharing.share(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: ShareOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uuid: str) -> Response:
        """Take it back: from now on it leads nowhere."""
        return Response(self.one(sharing.end(actor=self.actor, share=self.get_object())))
