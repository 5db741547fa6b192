"""Certificates, campaigns and who issues them."""

from typing import Any, ClassVar

import django_filters
from django.db import models, transaction
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import PresenceFilter, UuidFilter
from backend.common.inputs import Choice, Day, Input, ListOf, Text, YesNo
from backend.common.models import said
from backend.common.renderers import OrjsonRenderer, PdfRenderer
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from certificates import columns
from certificates.content import LANGUAGES
from certificates.models import (
    Certificate,
    CertificateAct,
    CertificateEvent,
    CertificateKind,
    CertificateStatus,
    Issuer,
    RevocationCode,
    TemplateVersion,
)
from certificates.services import files, hiding, mailing, ordering, replacing, revoking
from tasks.certificates import send_mails, wake
from volunteers.models import Organisation, Volunteer

SPOKEN = [(language, language) for language in LANGUAGES]
BESIDE = [*SPOKEN, (ordering.NO_SECOND_LANGUAGE, ordering.NO_SECOND_LANGUAGE)]


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
    rows = columns.ISSUERS


class CertificateOut(serializers.Serializer[Any]):
    """A certificate; `number` and the rest of what it says are frozen. `digest` is SHA-256 of the PDF.

    `template` is the version of a template, null for the design that comes with the press. `replaces` is the
    certificate in whose place it was ordered, `replaced_by` the one that took its place.
    """

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
    template = serializers.UUIDField(allow_null=True)
    organisation = serializers.UUIDField(allow_null=True)
    period_start = serializers.DateField(allow_null=True)
    period_end = serializers.DateField(allow_null=True)
    needs_replacing_at = serializers.DateTimeField(allow_null=True)
    replaces = serializers.UUIDField(allow_null=True)
    replaced_by = serializers.UUIDField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    revocation_code = serializers.ChoiceField(choices=RevocationCode.choices, allow_blank=True)
    revocation_reason = serializers.CharField(allow_blank=True)
    hidden_at = serializers.DateTimeField(allow_null=True)


class CertificateIn(Input):
    """An order over the confirmed hours of a period, both days included, at one organisation or everywhere.

    A competence certificate needs `organisation`, and counts the calendar year of the period. Without `language` it
    speaks the person's own, and German stands beside it; `beside` is another second language, or `none`. `template`
    is a published version. `age_affirmed`: that the person is 14 or older, where no birth date is known. `ongoing`:
    the engagement goes on. `role`, `trainings` and a `text` of the issuer's own are printed as they stand.
    """

    volunteer = VisibleRow(Volunteer)
    kind = Choice(choices=CertificateKind.choices)
    issuer = VisibleRow(Issuer)
    start = Day()
    end = Day()
    organisation = VisibleRow(Organisation, required=False)
    language = Choice(choices=SPOKEN, required=False)
    beside = Choice(choices=BESIDE, required=False)
    template = VisibleRow(TemplateVersion, required=False)
    age_affirmed = YesNo(required=False)
    ongoing = YesNo(required=False)
    role = Text(max_length=200, required=False)
    trainings = ListOf(child=Text(max_length=200), max_length=20, required=False)
    text = Text(max_length=1000, required=False)


class RevocationIn(Input):
    """Why: a code for programs, a sentence for people, which the holder and whoever verifies it may read."""

    code = Choice(choices=RevocationCode.choices)
    reason = Text(max_length=500)


class ReplacementIn(Input):
    """A remark for the record, if there is something to say."""

    reason = Text(max_length=500, required=False)


class RenewalIn(Input):
    """The last day of the new period; it begins as the old one did."""

    end = Day()
    reason = Text(max_length=500, required=False)


class CertificateFilter(django_filters.FilterSet):
    """Filters of certificates."""

    status = django_filters.ChoiceFilter(choices=CertificateStatus.choices)
    kind = django_filters.ChoiceFilter(choices=CertificateKind.choices)
    campaign = UuidFilter(field_name="campaign__uuid")
    volunteer = UuidFilter(field_name="volunteer__uuid")
    needs_replacing = PresenceFilter(
        field_name="needs_replacing_at", label="Gültige, von denen eine gezählte Stunde berichtigt wurde."
    )

    class Meta:
        model = Certificate
        fields: ClassVar[list[str]] = ["status", "kind", "campaign", "volunteer", "needs_replacing"]


@extend_schema(tags=["certificates"])
class CertificateViewSet(ListRows, RetrieveRow, RowViewSet):
    """Your own certificates; those that you coordinate."""

    model = Certificate
    serializer_class = CertificateOut
    filterset_class = CertificateFilter
    rows = columns.CERTIFICATES
    inputs = {"create": CertificateIn, "revoke": RevocationIn, "replace": ReplacementIn, "renew": RenewalIn}
    idempotent_actions = frozenset({"create", "replace", "renew"})

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

    @extend_schema(request=None, responses={200: CertificateOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def mail(self, request: Request, uuid: str) -> Response:
        """Order the mail that tells its holder of it (coordinators); it is sent once, however often this is called."""
        certificate = self.get_object()
        mailing.order_mail(actor=self.actor, certificate=certificate)
        transaction.on_commit(lambda: wake(send_mails), robust=True)
        return Response(self.one(certificate))

    @extend_schema(request=RevocationIn, responses={200: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uuid: str) -> Response:
        """Take an issued certificate back (coordinators). Its page says so from now on."""
        certificate = self.get_object()
        return Response(self.one(revoking.revoke(actor=self.actor, certificate=certificate, **self.body())))

    @extend_schema(request=ReplacementIn, responses={201: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, uuid: str) -> Response:
        """Order a new one over the same period, with today's figures (coordinators).

        The answer is the new certificate. The old one is valid until the new one is issued.
        """
        certificate, data = self.get_object(), self.body()

        def make() -> models.Model:
            new = replacing.replace(actor=self.actor, certificate=certificate, **data)
            wake_after_commit()
            return new

        return self.created(request, make)

    @extend_schema(request=RenewalIn, responses={201: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, uuid: str) -> Response:
        """As `replace`, with the period extended (coordinators)."""
        certificate, data = self.get_object(), self.body()

        def make() -> models.Model:
            new = replacing.renew(actor=self.actor, certificate=certificate, **data)
            wake_after_commit()
            return new

        return self.created(request, make)

    @extend_schema(request=None, responses={200: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def hide(self, request: Request, uuid: str) -> Response:
        """Hide the details on its public page (its holder). The page still says whether it is genuine."""
        return Response(self.one(hiding.hide_details(actor=self.actor, certificate=self.get_object())))

    @extend_schema(request=None, responses={200: CertificateOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def show(self, request: Request, uuid: str) -> Response:
        """Show the details again (its holder)."""
        return Response(self.one(hiding.show_details(actor=self.actor, certificate=self.get_object())))

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


class CertificateEventOut(serializers.Serializer[Any]):
    """One step that somebody took with an issued certificate; `actor` is null where a rule did it.

    `other` is the other certificate of a replacement.
    """

    certificate = serializers.UUIDField()
    at = serializers.DateTimeField()
    act = serializers.ChoiceField(choices=CertificateAct.choices)
    actor = serializers.UUIDField(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    other = serializers.UUIDField(allow_null=True)


class CertificateEventFilter(django_filters.FilterSet):
    """Filters of the record."""

    certificate = UuidFilter(field_name="certificate__uuid")

    class Meta:
        model = CertificateEvent
        fields: ClassVar[list[str]] = ["certificate"]


@extend_schema(tags=["certificates"])
class CertificateEventViewSet(ListRows, RowViewSet):
    """What people did to certificates that you coordinate, newest first. Nothing in it ever changes."""

    model = CertificateEvent
    serializer_class = CertificateEventOut
    filterset_class = CertificateEventFilter
    rows = columns.CERTIFICATE_EVENTS

    def as_rows(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, dict[str, Any]]:
        """With the words that are kept beside the events."""
        return super().as_rows(queryset.annotate(said=said()))
