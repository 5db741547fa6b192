"""Consent to be named in public: the person's, the guardians', the texts; and districts out of public sight."""

from typing import Any, ClassVar

import django_filters
from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import CodedRow, VisibleRow
from backend.common.inputs import Choice, Day, Email, Input, JsonObject, Slug, Text, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.models import (
    Basis,
    Consent,
    ConsentPurpose,
    ConsentText,
    DisplayForm,
    District,
    DistrictHiding,
    GuardianConsent,
    GuardianProof,
    GuardianStatus,
    Organisation,
    Place,
    Volunteer,
)
from volunteers.services import consent as consents
from volunteers.services import consent_texts, guardians, safety, withdrawal


class ConsentTextOut(serializers.Serializer[Any]):
    """The words that people agree to: one version, purpose, place and language. Never changed."""

    uuid = serializers.UUIDField()
    purpose = serializers.CharField(help_text="Kürzel des Zwecks, zum Beispiel public_thanks")
    place = serializers.ChoiceField(choices=Place.choices)
    version = serializers.CharField()
    language = serializers.CharField()
    since = serializers.DateField()
    text = serializers.CharField()


class ConsentVersionIn(Input):
    """A new version: its text by place and language, German among them, asked from that local date on."""

    purpose = Slug(max_length=20)
    version = Slug(max_length=20)
    since = Day()
    texts = JsonObject(help_text='{"region_list": {"de": "…", "uk": "…"}, …}')


class ConsentTextFilter(django_filters.FilterSet):
    """Filters of texts."""

    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES)
    place = django_filters.ChoiceFilter(choices=Place.choices)

    class Meta:
        model = ConsentText
        fields: ClassVar[list[str]] = ["language", "place"]


@extend_schema(tags=["consents"])
class ConsentTextViewSet(ListRows, RetrieveRow, RowViewSet):
    """What people are asked, and were asked before."""

    model = ConsentText
    serializer_class = ConsentTextOut
    filterset_class = ConsentTextFilter
    rows = {
        "uuid": "uuid",
        "purpose": "purpose",
        "place": "place",
        "version": "version",
        "language": "language",
        "since": "since",
        "text": "text",
    }
    inputs = {"create": ConsentVersionIn}

    @extend_schema(request=ConsentVersionIn, responses={201: ConsentTextOut(many=True), **refused(409)})
    def create(self, request: Request) -> Response:
        """A new version (coordinators of the whole alliance). From its day on everybody is asked anew."""
        rows = consent_texts.publish_version(actor=self.actor, **self.body())
        return Response([self.one(row) for row in rows], status=201)


class ConsentOut(serializers.Serializer[Any]):
    """A consent to be named in public."""

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    purpose = serializers.CharField(help_text="Kürzel des Zwecks, zum Beispiel public_thanks")
    place = serializers.ChoiceField(choices=Place.choices)
    display_form = serializers.ChoiceField(choices=DisplayForm.choices)
    alias = serializers.CharField(allow_blank=True)
    text = serializers.UUIDField(help_text="der Text, dem zugestimmt wurde")
    text_version = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    given_at = serializers.DateTimeField()
    expires_on = serializers.DateField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class WishIn(Input):
    """For what, where, and in which form; `text` is what was read, by default today's in the person's language."""

    volunteer = VisibleRow(Volunteer)
    purpose = CodedRow(ConsentPurpose, "code", required=False)
    place = Choice(choices=Place.choices)
    display_form = Choice(choices=DisplayForm.choices)
    alias = Text(max_length=80, required=False, allow_blank=True)
    text = VisibleRow(ConsentText, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The services know purposes by their codes."""
        return attrs | {"purpose": attrs["purpose"].code} if "purpose" in attrs else attrs


class ConsentIn(WishIn):
    """A consent. Without a known birth date the person says that they are of age."""

    expires_on = Day(required=False)
    of_age = YesNo(required=False)


class WithdrawalIn(Input):
    """Whose consents."""

    volunteer = VisibleRow(Volunteer)


class WithdrawalOut(serializers.Serializer[Any]):
    """How many consents were ended."""

    withdrawn = serializers.IntegerField()


@extend_schema(tags=["consents"])
class ConsentViewSet(ListRows, RetrieveRow, RowViewSet):
    """Your own consents; and those you keep on paper for people without account."""

    model = Consent
    serializer_class = ConsentOut
    rows = columns.CONSENTS
    inputs = {"create": ConsentIn, "withdraw_all": WithdrawalIn}

    @extend_schema(request=ConsentIn, responses={201: ConsentOut})
    def create(self, request: Request) -> Response:
        """Consent. An earlier consent for the same place ends with it."""
        data = self.body()
        return self.created(request, lambda: consents.give_consent(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: ConsentOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Withdraw: at once gone from every public page and answer."""
        consent = self.get_object()
        return Response(self.one(consents.withdraw_consent(actor=self.actor, consent=consent)))

    @extend_schema(request=WithdrawalIn, responses=WithdrawalOut)
    @action(detail=False, methods=["post"], url_path="withdraw-all")
    def withdraw_all(self, request: Request) -> Response:
        """Withdraw everything, also what guardians said or were asked."""
        return Response({"withdrawn": withdrawal.withdraw_own(actor=self.actor, **self.body())})


class GuardianConsentOut(serializers.Serializer[Any]):
    """What a guardian of somebody under 18 was asked, and said."""

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    purpose = serializers.CharField()
    place = serializers.ChoiceField(choices=Place.choices)
    display_form = serializers.ChoiceField(choices=DisplayForm.choices)
    alias = serializers.CharField(allow_blank=True)
    proof = serializers.ChoiceField(choices=GuardianProof.choices)
    guardian_name = serializers.CharField(allow_blank=True)
    person_agrees = serializers.BooleanField()
    status = serializers.ChoiceField(choices=GuardianStatus.choices)
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class GuardianQuestionIn(WishIn):
    """Whom to ask by mail. Who asks for themselves agrees with it."""

    guardian_name = Text(max_length=200)
    guardian_email = Email(max_length=254)


class GuardianPaperIn(WishIn):
    """A signed paper that the organisation holds; `person_agrees` says that the person signed it, too."""

    organisation = VisibleRow(Organisation)
    guardian_name = Text(max_length=200)
    person_agrees = YesNo(required=False)


@extend_schema(tags=["consents"])
class GuardianConsentViewSet(ListRows, RetrieveRow, RowViewSet):
    """What guardians were asked and said: about you, about people whose record you keep, on papers that you hold."""

    model = GuardianConsent
    serializer_class = GuardianConsentOut
    rows = columns.GUARDIAN_CONSENTS
    inputs = {"create": GuardianQuestionIn, "paper": GuardianPaperIn}

    @extend_schema(request=GuardianQuestionIn, responses={201: GuardianConsentOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Ask a guardian by mail: their link shows what would stand there, and takes their answer."""
        data = self.body()
        return self.created(request, lambda: guardians.ask_guardian(actor=self.actor, **data))

    @extend_schema(request=GuardianPaperIn, responses={201: GuardianConsentOut})
    @action(detail=False, methods=["post"])
    def paper(self, request: Request) -> Response:
        """Record a paper that a guardian signed (managers)."""
        return Response(self.one(guardians.record_paper(actor=self.actor, **self.body())), status=201)

    @extend_schema(request=None, responses={200: GuardianConsentOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a guardian's word back (the person; who holds the paper). What rests on it ends at once."""
        return Response(self.one(guardians.take_back(actor=self.actor, agreed=self.get_object())))


class DistrictHidingOut(serializers.Serializer[Any]):
    """A district out of public sight, until `shown_at`."""

    uuid = serializers.UUIDField()
    district = serializers.CharField(help_text="AGS")
    reason = serializers.CharField(allow_null=True)
    hidden_at = serializers.DateTimeField()
    asked_at = serializers.DateTimeField(allow_null=True, help_text="Zeigen beantragt")
    shown_at = serializers.DateTimeField(allow_null=True)


class DistrictHidingIn(Input):
    """Which district, and why."""

    district = CodedRow(District, "ags")
    reason = Text(max_length=safety.LONGEST)


class HidingReasonIn(Input):
    """Why."""

    reason = Text(max_length=safety.LONGEST)


@extend_schema(tags=["coordination"])
class DistrictHidingViewSet(ListRows, RetrieveRow, RowViewSet):
    """Districts out of public sight, for their coordinators. Hiding takes one of them, showing again takes two."""

    model = DistrictHiding
    serializer_class = DistrictHidingOut
    rows = columns.DISTRICT_HIDINGS
    inputs = {"create": DistrictHidingIn, "ask_to_show": HidingReasonIn, "keep_hidden": HidingReasonIn}

    @extend_schema(request=DistrictHidingIn, responses={201: DistrictHidingOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Hide a district: lists, directory and sitemap leave out everything of there at once."""
        data = self.body()
        return self.created(request, lambda: safety.hide_district(actor=self.actor, **data))

    @extend_schema(request=HidingReasonIn, responses={200: DistrictHidingOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="ask-to-show")
    def ask_to_show(self, request: Request, uuid: str) -> Response:
        """Ask to show it again."""
        return Response(self.one(safety.ask_to_show(actor=self.actor, hiding=self.get_object(), **self.body())))

    @extend_schema(request=HidingReasonIn, responses={200: DistrictHidingOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="keep-hidden")
    def keep_hidden(self, request: Request, uuid: str) -> Response:
        """Turn that down: it stays hidden."""
        return Response(self.one(safety.keep_hidden(actor=self.actor, hiding=self.get_object(), **self.body())))

    @extend_schema(request=None, responses={200: DistrictHidingOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def show(self, request: Request, uuid: str) -> Response:
        """Show it again, as the second person."""
        return Response(self.one(safety.show_district(actor=self.actor, hiding=self.get_object())))
