"""One router that names every endpoint below /api/v1/."""

import functools

import orjson
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter

from backend.common.views import ApiView
from backend.site.annex import AnnexPaperView
from certificates.api.campaigns import CampaignViewSet
from certificates.api.certificates import CertificateEventViewSet, CertificateViewSet, IssuerViewSet
from certificates.api.sheets import SheetPaperView
from certificates.api.templates import TemplateVersionViewSet, TemplateViewSet
from recognition.api.cards import AnnexPartViewSet, CardAnnexViewSet, StandingView, WaiverViewSet
from recognition.api.fairness import FairnessView, FairnessYearView, GenderSharesView
from recognition.api.lists import RecognitionListViewSet, ThanksView
from recognition.api.messages import ThanksMessageViewSet
from recognition.api.obstacles import ObstacleViewSet
from recognition.api.prizes import PrizeCallViewSet, PrizeViewSet
from recognition.api.programmes import ProgrammeRuleViewSet, ProgrammeViewSet, ReachedViewSet
from recognition.api.statistics import FigureTableView, FigureYearsView
from recognition.api.stories import StoryAdoptionViewSet, StoryPersonViewSet, StoryViewSet
from recognition.api.thanks import ThanksDueView, ThanksGapView
from volunteers.api.competences import CompetenceClaimViewSet, CompetencesView
from volunteers.api.consents import ConsentTextViewSet, ConsentViewSet, DistrictHidingViewSet, GuardianConsentViewSet
from volunteers.api.corrections import CorrectionEventViewSet, CorrectionViewSet, ObjectionViewSet
from volunteers.api.directory import ActivityViewSet, OrganisationViewSet
from volunteers.api.exports import ExportFileView, ExportKindsView, ExportsView, ExportView
from volunteers.api.hours import HourEntryViewSet, LedgerEventViewSet
from volunteers.api.joining import JoinRequestViewSet
from volunteers.api.links import ConfirmationLinkViewSet, ContactAddressViewSet
from volunteers.api.merges import DoublesView, MergeViewSet, OrganisationDoublesView
from volunteers.api.my_data import CopiesView, CopyView, ErasureCancelView, ErasureView, KeptErasureView
from volunteers.api.people import CoordinatorScopeViewSet, MembershipViewSet, VolunteerViewSet
from volunteers.api.places import DistrictViewSet, FieldOfActionViewSet
from volunteers.api.plans import WeeklyPlanViewSet
from volunteers.api.protocol import ProtocolEventViewSet
from volunteers.api.session import MeView, RegisterView, SignInView, SignOutEverywhereView, SignOutView
from volunteers.api.shares import ShareViewSet
from volunteers.api.sheets import SignInSheetViewSet
from volunteers.api.takeovers import TakeoverViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("districts", DistrictViewSet, "district")
router.register("fields", FieldOfActionViewSet, "field")
router.register("organisations", OrganisationViewSet, "organisation")
router.register("memberships", MembershipViewSet, "membership")
router.register("coordinator-scopes", CoordinatorScopeViewSet, "coordinator-scope")
router.register("join-requests", JoinRequestViewSet, "join-request")
router.register("volunteers", VolunteerViewSet, "volunteer")
router.register("activities", ActivityViewSet, "activity")
router.register("hours", HourEntryViewSet, "hours")
router.register("ledger-events", LedgerEventViewSet, "ledger-event")
router.register("takeovers", TakeoverViewSet, "takeover")
router.register("merges", MergeViewSet, "merge")
router.register("weekly-plans", WeeklyPlanViewSet, "weekly-plan")
router.register("sign-in-sheets", SignInSheetViewSet, "sign-in-sheet")
router.register("corrections", CorrectionViewSet, "correction")
router.register("correction-events", CorrectionEventViewSet, "correction-event")
router.register("objections", ObjectionViewSet, "objection")
router.register("protocol-events", ProtocolEventViewSet, "protocol-event")
router.register("consents", ConsentViewSet, "consent")
router.register("consent-texts", ConsentTextViewSet, "consent-text")
router.register("guardian-consents", GuardianConsentViewSet, "guardian-consent")
router.register("district-hidings", DistrictHidingViewSet, "district-hiding")
router.register("competence-claims", CompetenceClaimViewSet, "competence-claim")
router.register("confirmation-links", ConfirmationLinkViewSet, "confirmation-link")
router.register("contact-addresses", ContactAddressViewSet, "contact-address")
router.register("issuers", IssuerViewSet, "issuer")
router.register("certificates", CertificateViewSet, "certificate")
router.register("certificate-events", CertificateEventViewSet, "certificate-event")
router.register("templates", TemplateViewSet, "template")
router.register("template-versions", TemplateVersionViewSet, "template-version")
router.register("campaigns", CampaignViewSet, "campaign")
router.register("recognition-lists", RecognitionListViewSet, "recognition-list")
router.register("shares", ShareViewSet, "share")
router.register("thanks-messages", ThanksMessageViewSet, "thanks-message")
router.register("stories", StoryViewSet, "story")
router.register("story-people", StoryPersonViewSet, "story-person")
router.register("story-adoptions", StoryAdoptionViewSet, "story-adoption")
router.register("prizes", PrizeViewSet, "prize")
router.register("prize-calls", PrizeCallViewSet, "prize-call")
router.register("programmes", ProgrammeViewSet, "programme")
router.register("programme-rules", ProgrammeRuleViewSet, "programme-rule")
router.register("reached", ReachedViewSet, "reached")
router.register("waivers", WaiverViewSet, "waiver")
router.register("card-annexes", CardAnnexViewSet, "card-annex")
router.register("annex-parts", AnnexPartViewSet, "annex-part")
router.register("obstacles", ObstacleViewSet, "obstacle")


@functools.cache
def document() -> bytes:
    """The OpenAPI document as JSON. Drawn once by each process: it costs a second, and everybody may ask for it."""
    return orjson.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str)  # type: ignore[no-untyped-call]  # untyped upstream


class DocumentView(ApiView):
    """What programs read to know the API."""

    authentication_classes = []  # the same answer for everybody, so that one cache serves all
    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """The OpenAPI document, to be kept by caches."""
        return HttpResponse(
            document(), content_type="application/json", headers={"Cache-Control": "public, max-age=3600"}
        )


docs = SpectacularSwaggerSplitView.as_view(
    url_name="openapi",
    http_method_names=["get", "head"],
    template_name="site/api_docs.html",  # the package's own has an inline style, which our policy forbids
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/sign-in", SignInView.as_view(), name="api-sign-in"),
    path("auth/sign-out", SignOutView.as_view(), name="api-sign-out"),
    path("auth/sign-out-everywhere", SignOutEverywhereView.as_view(), name="api-sign-out-everywhere"),
    path("me", MeView.as_view(), name="me"),
    path("exports", ExportsView.as_view(), name="exports"),
    path("exports/kinds", ExportKindsView.as_view(), name="export-kinds"),
    path("exports/<uuid:uuid>", ExportView.as_view(), name="export"),
    path("exports/<uuid:uuid>/file", ExportFileView.as_view(), name="export-api-file"),
    path("me/standing", StandingView.as_view(), name="my-standing"),
    path("card-annexes/<uuid:uuid>/pdf", AnnexPaperView.as_view(), name="card-annex-pdf"),
    path("me/exports", CopiesView.as_view(), name="my-copies"),
    path("me/exports/<uuid:uuid>/file", CopyView.as_view(), name="my-copy"),
    path("me/erasure", ErasureView.as_view(), name="my-erasure"),
    path("me/erasure/cancel", ErasureCancelView.as_view(), name="my-erasure-cancel"),
    path("volunteers/<uuid:uuid>/erasure", KeptErasureView.as_view(), name="kept-erasure"),
    path("doubles", DoublesView.as_view(), name="doubles"),
    path("organisations/<uuid:uuid>/doubles", OrganisationDoublesView.as_view(), name="organisation-doubles"),
    path("me/volunteer", RegisterView.as_view(), name="register"),
    path("fairness/gender", GenderSharesView.as_view(), name="fairness-gender"),
    path("fairness/<slug:by>", FairnessView.as_view(), name="fairness"),
    path("fairness/<slug:by>/<int:year>", FairnessYearView.as_view(), name="fairness-year"),
    path("figures", FigureYearsView.as_view(), name="figure-years"),
    path("figures/<int:year>/<slug:by>", FigureTableView.as_view(), name="figure-table"),
    path("thanks-due/<slug:by>", ThanksDueView.as_view(), name="thanks-due"),
    path("thanks-gap", ThanksGapView.as_view(), name="thanks-gap"),
    path("thanks/<slug:slug>", ThanksView.as_view(), name="thanks"),
    path("sign-in-sheets/<uuid:uuid>/pdf", SheetPaperView.as_view(), name="sign-in-sheet-pdf"),
    path("competences", CompetencesView.as_view(), name="competences"),
    path("openapi", DocumentView.as_view(), name="openapi"),
    path("docs", docs, name="api-docs"),
    *router.urls,
]
