"""The whole surface in one look."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from backend import health
from backend.site import views as site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", site.home, name="home"),
    path("anmelden", site.SignInPage.as_view(), name="sign-in"),
    path("abmelden", site.SignOutPage.as_view(), name="sign-out"),
    path("ich", site.me, name="my-page"),
    path("", include("recognition.web.urls")),
    path("", include("certificates.web.urls")),
    path("api/v1/", include("backend.api")),
    path("admin/login/", site.operator_sign_in),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400 = "backend.errors.bad_request"
handler403 = "backend.errors.forbidden"
handler404 = "backend.errors.not_found"
handler500 = "backend.errors.server_error"
