"""One router that names every endpoint below /api/v1/."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from certificates.api.certificates import CampaignViewSet, CertificateViewSet, IssuerViewSet
from recognition.api.lists import RecognitionListViewSet, ThanksView
from volunteers.api.directory import ActivityViewSet, OrganisationViewSet
from volunteers.api.hours import HourEntryViewSet, LedgerEventViewSet
from volunteers.api.people import ConsentViewSet, CoordinatorScopeViewSet, MembershipViewSet, VolunteerViewSet
from volunteers.api.places import DistrictViewSet, FieldOfActionViewSet
from volunteers.api.session import MeView, RegisterView, SignInView, SignOutEverywhereView, SignOutView

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("districts", DistrictViewSet, "district")
router.register("fields", FieldOfActionViewSet, "field")
router.register("organisations", OrganisationViewSet, "organisation")
router.register("memberships", MembershipViewSet, "membership")
router.register("coordinator-scopes", CoordinatorScopeViewSet, "coordinator-scope")
router.register("volunteers", VolunteerViewSet, "volunteer")
router.register("activities", ActivityViewSet, "activity")
router.register("hours", HourEntryViewSet, "hours")
router.register("ledger-events", LedgerEventViewSet, "ledger-event")
router.register("consents", ConsentViewSet, "consent")
router.register("issuers", IssuerViewSet, "issuer")
router.register("certificates", CertificateViewSet, "certificate")
router.register("campaigns", CampaignViewSet, "campaign")
router.register("recognition-lists", RecognitionListViewSet, "recognition-list")

READ = ["get", "head"]
docs = SpectacularSwaggerSplitView.as_view(
    url_name="openapi",
    http_method_names=READ,
    template_name="site/api_docs.html",  # the package's own has an inline style, which our policy forbids
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/sign-in", SignInView.as_view(), name="api-sign-in"),
    path("auth/sign-out", SignOutView.as_view(), name="api-sign-out"),
    path("auth/sign-out-everywhere", SignOutEverywhereView.as_view(), name="api-sign-out-everywhere"),
    path("me", MeView.as_view(), name="me"),
    path("me/volunteer", RegisterView.as_view(), name="register"),
    path("thanks/<slug:slug>", ThanksView.as_view(), name="thanks"),
    path("openapi", SpectacularAPIView.as_view(http_method_names=READ), name="openapi"),
    path("docs", docs, name="api-docs"),
    *router.urls,
]
