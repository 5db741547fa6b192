"""Campaigns: whom, order, progress."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Invalid
from backend.common.fields import CodedRow, VisibleRow
from backend.common.inputs import Choice, Day, Input, ListOf, Text, Uuid, WholeNumber, YesNo
from backend.common.renderers import OrjsonRenderer, PdfRenderer, PngRenderer, ZipRenderer
from backend.common.schema import refused
from backend.common.throttling import PreviewThrottle
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from certificates import columns
from certificates.api.certificates import BESIDE, SPOKEN, wake_after_commit
from certificates.models import (
    Campaign,
    CampaignStatus,
    Certificate,
    CertificateKind,
    CertificateStatus,
    Issuer,
    TemplateVersion,
)
from certificates.services import campaigns, checking, mailing, packing, previews
from tasks.certificates import send_mails, wake
from volunteers.models import District, FieldOfAction, Organisation, Volunteer

MOST_LISTED = 1000
MOST_CHOSEN = 10_000


class ProgressOut(serializers.Serializer[Any]):
    """How many certificates of a campaign stand where."""

    total = serializers.IntegerField()
    queued = serializers.IntegerField()
    rendering = serializers.IntegerField()
    issued = serializers.IntegerField()
    failed = serializers.IntegerField()
    revoked = serializers.IntegerField()
    replaced = serializers.IntegerField()


class CampaignOut(serializers.Serializer[Any]):
    """One order for many certificates."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=CertificateKind.choices)
    issuer = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    minimum_minutes = serializers.IntegerField()
    district = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    chosen = serializers.BooleanField()
    age_affirmed = serializers.BooleanField()
    language = serializers.CharField(allow_blank=True)
    beside = serializers.CharField(allow_blank=True)
    template = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=CampaignStatus.choices)
    created_at = serializers.DateTimeField()
    ordered_at = serializers.DateTimeField(allow_null=True)


class CountOut(serializers.Serializer[Any]):
    """Whom an order would reach, and how many of them no mail can reach."""

    people = serializers.IntegerField()
    no_address = serializers.IntegerField()


class CheckedOut(serializers.Serializer[Any]):
    """How one certificate would come out. `preview` is the address of a picture of it."""

    volunteer = serializers.UUIDField()
    name = serializers.CharField()
    risks = serializers.ListField(child=serializers.ChoiceField(choices=checking.RISKS))
    printable = serializers.BooleanField()
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    preview = serializers.CharField(allow_null=True)


class UnreachableOut(serializers.Serializer[Any]):
    """Somebody without an e-mail address."""

    certificate = serializers.UUIDField()
    number = serializers.CharField()
    name = serializers.CharField()


class MailsOut(serializers.Serializer[Any]):
    """Certificates that are issued, how many of these nobody can be mailed about, and the mails by their status.

    `unreachable` lists the first 1,000 of those without an address.
    """

    issued = serializers.IntegerField()
    no_address = serializers.IntegerField()
    queued = serializers.IntegerField()
    sending = serializers.IntegerField()
    sent = serializers.IntegerField()
    failed = serializers.IntegerField()
    unreachable = UnreachableOut(many=True)


class SheetsIn(Input):
    """How a print file is asked for."""

    sheets = Choice(choices=["single", "double"], default="single")


class CampaignIn(Input):
    """Whom: everyone with that many confirmed minutes in the period, within district, field and organisation.

    Competence certificates are for those with 80 hours in the calendar year of the period and a confirmed competence at
    the organisation, which is then required, who are known to be 14 years old; with `age_affirmed`, your word for it,
    also for those whose age nobody knows. `people` (volunteers whom you coordinate): for them alone, whatever the rule
    says.
    """

    title = Text(max_length=120)
    kind = Choice(choices=CertificateKind.choices)
    issuer = VisibleRow(Issuer)
    period_start = Day()
    period_end = Day()
    minimum_minutes = WholeNumber(min_value=1, max_value=1_000_000, required=False)
    district = CodedRow(District, "ags", required=False)
    field = CodedRow(FieldOfAction, "code", required=False)
    organisation = VisibleRow(Organisation, required=False)
    age_affirmed = YesNo(required=False)
    language = Choice(choices=SPOKEN, required=False)
    beside = Choice(choices=BESIDE, required=False)
    template = VisibleRow(TemplateVersion, required=False)
    people = ListOf(child=Uuid(), max_length=MOST_CHOSEN, required=False)


@extend_schema(tags=["certificates"])
class CampaignViewSet(ListRows, RetrieveRow, RowViewSet):
    """Orders for many (coordinators)."""

    model = Campaign
    serializer_class = CampaignOut
    rows = columns.CAMPAIGNS
    inputs = {"create": CampaignIn}

    @extend_schema(request=CampaignIn, responses={201: CampaignOut})
    def create(self, request: Request) -> Response:
        """A draft."""
        data = self.body()
        if "people" in data:
            data["people"] = self._keys(data["people"])
        return self.created(request, lambda: campaigns.create_campaign(actor=self.actor, **data))

    def _keys(self, people: list[UUID]) -> list[int]:
        """Of whom the actor sees. Raises Invalid for anybody else."""
        wanted = set(people)
        keys = list(Volunteer.objects.visible_to(self.actor).filter(uuid__in=wanted).values_list("pk", flat=True))
        if len(keys) != len(wanted):
            raise Invalid(_("Nicht alle diese Menschen gibt es hier."), code="unknown_people", field="people")
        return keys

    @extend_schema(request=None, responses={200: CampaignOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def order(self, request: Request, uuid: str) -> Response:
        """Order it: a queued certificate with a number for everyone whom the rule finds. Once."""
        campaign = self.get_object()
        campaigns.order_campaign(actor=self.actor, campaign=campaign)
        wake_after_commit()
        return Response(self.one(campaign))

    @extend_schema(responses=CountOut, filters=False)
    @action(detail=True, pagination_class=None)
    def count(self, request: Request, uuid: str) -> Response:
        """How many people the rule finds; once ordered, how many it found."""
        return Response(campaigns.count(actor=self.actor, campaign=self.get_object()))

    @extend_schema(responses={200: CheckedOut(many=True), **refused(400)}, filters=False)
    @action(detail=True, pagination_class=None)
    def check(self, request: Request, uuid: str) -> Response:
        """Presses the riskiest 20 of what an order would make, without keeping any, and says how each comes out."""
        campaign = self.get_object()
        found = checking.check(actor=self.actor, campaign=campaign).checked
        address = request.path.removesuffix("/check") + "/previews/"
        return Response(
            [
                dataclasses.asdict(one) | {"preview": f"{address}{one.volunteer}" if one.printable else None}
                for one in found
            ]
        )

    @extend_schema(
        parameters=[OpenApiParameter("volunteer", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={(200, "image/png"): OpenApiTypes.BINARY, **refused(400)},
        filters=False,
    )
    @action(
        detail=True,
        url_path="previews/<uuid:volunteer>",
        url_name="preview",
        pagination_class=None,
        renderer_classes=[PngRenderer, OrjsonRenderer],
        throttle_classes=[PreviewThrottle],
    )
    def preview(self, request: Request, uuid: str, volunteer: UUID) -> HttpResponse:
        """The first page for one of those whom the rule finds, as PNG; with a number and a code that are nobody's."""
        picture = checking.preview(
            actor=self.actor, campaign=self.get_object(), volunteer=volunteer, width=previews.WIDTHS["medium"]
        )
        return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})

    @extend_schema(request=None, responses={200: CampaignOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, uuid: str) -> Response:
        """From now on no certificate of it is taken to be pressed."""
        return Response(self.one(campaigns.pause(actor=self.actor, campaign=self.get_object())))

    @extend_schema(request=None, responses={200: CampaignOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, uuid: str) -> Response:
        """Go on after `pause`."""
        campaign = campaigns.resume(actor=self.actor, campaign=self.get_object())
        wake_after_commit()
        return Response(self.one(campaign))

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY, **refused(409)}, filters=False)
    @action(detail=True, url_path="zip", pagination_class=None, renderer_classes=[ZipRenderer, OrjsonRenderer])
    def zip(self, request: Request, uuid: str) -> StreamingHttpResponse:
        """All issued certificates of it, sealed, each under its number."""
        campaign = self.get_object()
        return _download(packing.as_zip(actor=self.actor, campaign=campaign), campaign, "application/zip", "zip")

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "sheets",
                {"type": "string", "enum": ["single", "double"], "default": "single"},
                description="`double`: zum Druck auf beide Seiten, jede Urkunde beginnt auf einem neuen Blatt.",
            )
        ],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, **refused(400, 409)},
        filters=False,
    )
    @action(
        detail=True,
        url_path="print",
        url_name="print",
        pagination_class=None,
        renderer_classes=[PdfRenderer, OrjsonRenderer],
    )
    def print_file(self, request: Request, uuid: str) -> StreamingHttpResponse:
        """All issued certificates of it as one file for the printer, in the order of their numbers, without seals."""
        campaign = self.get_object()
        ask = SheetsIn(data=request.query_params.dict())
        ask.is_valid(raise_exception=True)
        double = ask.validated_data["sheets"] == "double"
        parts = packing.as_print(actor=self.actor, campaign=campaign, sheets=double)
        return _download(parts, campaign, "application/pdf", "pdf")

    @extend_schema(responses=MailsOut, filters=False)
    @action(detail=True, pagination_class=None)
    def mails(self, request: Request, uuid: str) -> Response:
        """How far the mails are, and who has to get the certificate by hand."""
        return Response(_mails(self.get_object()))

    @extend_schema(request=None, responses={200: MailsOut, **refused(409)})
    @mails.mapping.post
    def order_mails(self, request: Request, uuid: str) -> Response:
        """Order a mail for each issued certificate that has none yet, and again for those that failed."""
        campaign = self.get_object()
        mailing.order_mails(actor=self.actor, campaign=campaign)
        transaction.on_commit(lambda: wake(send_mails), robust=True)
        return Response(_mails(campaign))

    @extend_schema(request=None, responses={200: CampaignOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uuid: str) -> Response:
        """Discard a draft."""
        return Response(self.one(campaigns.cancel_campaign(actor=self.actor, campaign=self.get_object())))

    @extend_schema(request=None, responses=ProgressOut)
    @action(detail=True, methods=["post"], url_path="retry-failed")
    def retry_failed(self, request: Request, uuid: str) -> Response:
        """Queue every failed certificate of it once more."""
        campaign = self.get_object()
        campaigns.retry_failed(actor=self.actor, campaign=campaign)
        wake_after_commit()
        return Response(_progress(campaign))

    @extend_schema(responses=ProgressOut, filters=False)
    @action(detail=True, pagination_class=None)
    def progress(self, request: Request, uuid: str) -> Response:
        """How far it is."""
        return Response(_progress(self.get_object()))


def _download(parts: Iterator[bytes], campaign: Campaign, kind: str, suffix: str) -> StreamingHttpResponse:
    """A stream to be saved under a name that browsers of every kind read; kept by nobody on the way."""
    response = StreamingHttpResponse(parts, content_type=kind)
    name = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in campaign.title)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{suffix}")
    response["Cache-Control"] = "private, no-store"
    return response


def _mails(campaign: Campaign) -> dict[str, Any]:
    unreachable = mailing.without_address(campaign).values("content__number", "content__name", certificate=F("uuid"))
    people = [
        {"certificate": row["certificate"], "number": row["content__number"], "name": row["content__name"]}
        for row in unreachable[:MOST_LISTED]
    ]
    return {**mailing.state(campaign), "unreachable": people}


def _progress(campaign: Campaign) -> dict[str, int]:
    rows = Certificate.objects.filter(campaign=campaign).values_list("status").annotate(number=Count("pk"))
    counts = dict.fromkeys(CertificateStatus.values, 0) | dict(rows)
    return {"total": sum(counts.values()), **counts}
