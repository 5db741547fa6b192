"""Certificates, campaigns and who issues them."""

from typing import Any, ClassVar

import django_filters
from django.db import models, transaction
from django.db.models import Count
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Day, Input, Text, WholeNumber
from backend.common.renderers import OrjsonRenderer, PdfRenderer
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from certificates.models import Campaign, CampaignStatus, Certificate, CertificateKind, CertificateStatus, Issuer
from certificates.services import files, ordering
from tasks.certificates import wake
from volunteers.models import District, FieldOfAction, Organisation, Volunteer


def wake_after_commit() -> None:
    """The door enqueues: the rows are queued already, so a lost wake-up is only a delay."""
    transaction.on_commit(wake, robust=True)


class IssuerOut(serializers.Serializer[Any]):
    """Who answers for certificates."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    contact = serializers.CharField(allow_blank=True)
    place = serializers.CharField()
    signatory_name = serializers.CharField()
    signatory_role = serializers.CharField()


@extend_schema(tags=["certificates"])
class IssuerViewSet(ListRows, RetrieveRow, RowViewSet):
    """Issuers, for coordinators."""

    model = Issuer
    serializer_class = IssuerOut
    rows = {
        name: name
        for name in ("uuid", "code", "name", "address", "contact", "place", "signatory_name", "signatory_role")
    }


class CertificateOut(serializers.Serializer[Any]):
    """A certificate; `number` and the rest of what it says are frozen. `digest` is SHA-256 of the PDF."""

    uuid = serializers.UUIDField()
    number = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=CertificateKind.choices)
    language = serializers.CharField()
    volunteer = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    campaign = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=CertificateStatus.choices)
    failure_code = serializers.CharField(allow_blank=True)
    failure_reason = serializers.CharField(allow_blank=True)
    queued_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(allow_null=True)


class CertificateIn(Input):
    """An order over the confirmed hours of a period, both days included."""

    volunteer = VisibleRow(Volunteer)
    kind = Choice(choices=ordering.ORDERABLE)
    issuer = VisibleRow(Issuer)
    start = Day()
    end = Day()


class CertificateFilter(django_filters.FilterSet):
    """Filters of certificates."""

    status = django_filters.ChoiceFilter(choices=CertificateStatus.choices)
    kind = django_filters.ChoiceFilter(choices=CertificateKind.choices)
    campaign = UuidFilter(field_name="campaign__uuid")
    volunteer = UuidFilter(field_name="volunteer__uuid")

    class Meta:
        model = Certificate
        fields: ClassVar[list[str]] = ["status", "kind", "campaign", "volunteer"]


@extend_schema(tags=["certificates"])
class CertificateViewSet(ListRows, RetrieveRow, RowViewSet):
    """Your own certificates; those that you coordinate."""

    model = Certificate
    serializer_class = CertificateOut
    filterset_class = CertificateFilter
    rows = {
        "uuid": "uuid",
        "number": "content__number",
        "code": "code",
        "kind": "kind",
        "language": "language",
        "volunteer": "volunteer__uuid",
        "name": "content__name",
        "campaign": "campaign__uuid",
        "status": "status",
        "failure_code": "failure_code",
        "failure_reason": "failure_reason",
        "queued_at": "queued_at",
        "issued_at": "issued_at",
        "digest": "digest",
        "size": "size",
    }
    inputs = {"create": CertificateIn}

    @extend_schema(request=CertificateIn, responses={201: CertificateOut})
    def create(self, request: Request) -> Response:
        """Order a certificate (coordinators). It is queued with its number; a worker presses it."""
        data = self.body()

        def make() -> models.Model:
            certificate = ordering.request_certificate(actor=self.actor, **data)
            wake_after_commit()
            return certificate

        return self.created(request, make)

    @extend_schema(request=None, responses={200: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, uuid: str) -> Response:
        """Queue a failed certificate once more (coordinators)."""
        certificate = ordering.retry(actor=self.actor, certificate=self.get_object())
        wake_after_commit()
        return Response(self.one(certificate))

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="Unverändert."),
            **refused(409),
        },
        filters=False,
    )
    @action(detail=True, renderer_classes=[PdfRenderer, OrjsonRenderer])
    def pdf(self, request: Request, uuid: str) -> HttpResponse:
        """The PDF of an issued certificate (its holder, coordinators). 409 before it is issued."""
        certificate = self.get_object()
        etag = f'"{certificate.digest}"'
        if certificate.digest and request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        response = HttpResponse(files.pdf_of(certificate), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{certificate.number_text}.pdf"'
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        return response


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
    kind = serializers.ChoiceField(choices=ordering.ORDERABLE)
    issuer = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    minimum_minutes = serializers.IntegerField()
    district = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=CampaignStatus.choices)
    created_at = serializers.DateTimeField()
    ordered_at = serializers.DateTimeField(allow_null=True)


class CampaignIn(Input):
    """Whom: everyone with that many confirmed minutes in the period, within district, field and organisation."""

    title = Text(max_length=120)
    kind = Choice(choices=ordering.ORDERABLE)
    issuer = VisibleRow(Issuer)
    period_start = Day()
    period_end = Day()
    minimum_minutes = WholeNumber(min_value=1, max_value=1_000_000, required=False)
    district = CodedRow(District, "ags", required=False)
    field = CodedRow(FieldOfAction, "code", required=False)
    organisation = VisibleRow(Organisation, required=False)


@extend_schema(tags=["certificates"])
class CampaignViewSet(ListRows, RetrieveRow, RowViewSet):
    """Orders for many (coordinators)."""

    model = Campaign
    serializer_class = CampaignOut
    rows = {
        "uuid": "uuid",
        "title": "title",
        "kind": "kind",
        "issuer": "issuer__uuid",
        "period_start": "period_start",
        "period_end": "period_end",
        "minimum_minutes": "minimum_minutes",
        "district": "district__ags",
        "field": "field__code",
        "organisation": "organisation__uuid",
        "status": "status",
        "created_at": "created_at",
        "ordered_at": "ordered_at",
    }
    inputs = {"create": CampaignIn}

    @extend_schema(request=CampaignIn, responses={201: CampaignOut})
    def create(self, request: Request) -> Response:
        """A draft."""
        data = self.body()
        return self.created(request, lambda: ordering.create_campaign(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: CampaignOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def order(self, request: Request, uuid: str) -> Response:
        """Order it: a queued certificate with a number for everyone whom the rule finds. Once."""
        campaign = self.get_object()
        ordering.order_campaign(actor=self.actor, campaign=campaign)
        wake_after_commit()
        return Response(self.one(campaign))

    @extend_schema(request=None, responses={200: CampaignOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uuid: str) -> Response:
        """Discard a draft."""
        return Response(self.one(ordering.cancel_campaign(actor=self.actor, campaign=self.get_object())))

    @extend_schema(request=None, responses=ProgressOut)
    @action(detail=True, methods=["post"], url_path="retry-failed")
    def retry_failed(self, request: Request, uuid: str) -> Response:
        """Queue every failed certificate of it once more."""
        campaign = self.get_object()
        ordering.retry_failed(actor=self.actor, campaign=campaign)
        wake_after_commit()
        return Response(_progress(campaign))

    @extend_schema(responses=ProgressOut, filters=False)
    @action(detail=True, pagination_class=None)
    def progress(self, request: Request, uuid: str) -> Response:
        """How far it is."""
        return Response(_progress(self.get_object()))


def _progress(campaign: Campaign) -> dict[str, int]:
    rows = Certificate.objects.filter(campaign=campaign).values_list("status").annotate(number=Count("pk"))
    counts = dict.fromkeys(CertificateStatus.values, 0) | dict(rows)
    return {"total": sum(counts.values()), **counts}
