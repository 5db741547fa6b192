"""Templates and their versions."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Input, JsonObject, Text
from backend.common.renderers import OrjsonRenderer, PngRenderer
from backend.common.schema import refused
from backend.common.throttling import PreviewThrottle
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from certificates import columns
from certificates.models import CertificateKind, Issuer, Template, TemplateStatus, TemplateVersion
from certificates.services import previews, samples, templates


class TemplateOut(serializers.Serializer[Any]):
    """A design for one kind of document; for every issuer where `issuer` is null."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=CertificateKind.choices)
    issuer = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class TemplateIn(Input):
    """Without a `layout` its first draft is the design that comes with the press."""

    title = Text(max_length=120)
    kind = Choice(choices=CertificateKind.choices)
    issuer = VisibleRow(Issuer, required=False)
    layout = JsonObject(required=False)


class TemplateFilter(django_filters.FilterSet):
    """Filters of templates."""

    kind = django_filters.ChoiceFilter(choices=CertificateKind.choices)

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = ["kind"]


@extend_schema(tags=["certificates"])
class TemplateViewSet(ListRows, RetrieveRow, RowViewSet):
    """Designs, for coordinators."""

    model = Template
    serializer_class = TemplateOut
    filterset_class = TemplateFilter
    rows = columns.TEMPLATES
    inputs = {"create": TemplateIn}

    @extend_schema(request=TemplateIn, responses={201: TemplateOut})
    def create(self, request: Request) -> Response:
        """A template with a first draft."""
        data = self.body()
        return self.created(request, lambda: templates.create_template(actor=self.actor, **data).template)


class TemplateVersionOut(serializers.Serializer[Any]):
    """One layout of a template. `frozen_at` is when a certificate was first ordered with it."""

    uuid = serializers.UUIDField()
    template = serializers.UUIDField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=CertificateKind.choices)
    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=TemplateStatus.choices)
    digest = serializers.CharField()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    frozen_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class TemplateVersionIn(Input):
    """The version as which the next draft begins."""

    version = VisibleRow(TemplateVersion)


class LayoutIn(Input):
    """The whole layout, as certificates/press/layout.schema.json describes it."""

    layout = JsonObject()


class PreviewAsk(Input):
    """Which sample to press, and how large: 400, 800 or 1600 pixels wide."""

    sample = Choice(choices=[(one.key, one.title) for one in samples.samples_of("thanks")], default="de")
    size = Choice(choices=[(name, name) for name in previews.WIDTHS], default="medium")


class TemplateVersionFilter(django_filters.FilterSet):
    """Filters of versions."""

    template = UuidFilter(field_name="template__uuid")
    status = django_filters.ChoiceFilter(choices=TemplateStatus.choices)

    class Meta:
        model = TemplateVersion
        fields: ClassVar[list[str]] = ["template", "status"]


@extend_schema(tags=["certificates"])
class TemplateVersionViewSet(ListRows, RetrieveRow, RowViewSet):
    """Versions of templates, for coordinators: the published ones, and one's own drafts."""

    model = TemplateVersion
    serializer_class = TemplateVersionOut
    filterset_class = TemplateVersionFilter
    rows = columns.TEMPLATE_VERSIONS
    inputs = {"create": TemplateVersionIn, "partial_update": LayoutIn, "preview": PreviewAsk}

    @extend_schema(request=TemplateVersionIn, responses={201: TemplateVersionOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """The next draft, as a copy of a version (who made the template; coordinators of the whole alliance)."""
        data = self.body()

        def make() -> models.Model:
            return templates.new_version(actor=self.actor, **data)

        return self.created(request, make)

    @extend_schema(request=LayoutIn, responses={200: TemplateVersionOut, **refused(409)})
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change the layout of a draft."""
        version = self.get_object()
        return Response(self.one(templates.edit_draft(actor=self.actor, version=version, **self.body())))

    @extend_schema(responses={200: OpenApiTypes.OBJECT}, filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def layout(self, request: Request, uuid: str) -> Response:
        """The layout itself."""
        return Response(self.get_object().layout)

    @extend_schema(request=None, responses={200: TemplateVersionOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uuid: str) -> Response:
        """Press every sample with it; if all come out right, its layout never changes again. Takes seconds."""
        return Response(self.one(templates.publish(actor=self.actor, version=self.get_object())))

    @extend_schema(request=None, responses={200: TemplateVersionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, uuid: str) -> Response:
        """Out of use for new orders; what was issued with it stays as it is."""
        return Response(self.one(templates.retire(actor=self.actor, version=self.get_object())))

    @extend_schema(
        parameters=[PreviewAsk],
        responses={(200, "image/png"): OpenApiTypes.BINARY, **refused(400)},
        filters=False,
    )
    @action(
        detail=True,
        pagination_class=None,
        filterset_class=None,
        renderer_classes=[PngRenderer, OrjsonRenderer],
        throttle_classes=[PreviewThrottle],
    )
    def preview(self, request: Request, uuid: str) -> HttpResponse:
        """The first page of a sample as PNG, by the press that makes the certificates."""
        version = self.get_object()
        ask = self.get_serializer(data=request.query_params.dict())
        ask.is_valid(raise_exception=True)
        picture = previews.preview(version=version, **ask.validated_data)
        return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-cache"})
