"""The whole surface in one look."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from backend import health
from backend.site import views as site

# Pages carry their language in the address: German has none, `/ar/danke` is Arabic.
pages: list[URLPattern | URLResolver] = [
    path("", include("backend.site.urls")),
    path("", include("volunteers.web.urls")),
    path("", include("recognition.web.urls")),
    path("", include("certificates.web.page_urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("certificates.web.urls")),
    path("", include("backend.site.plain_urls")),
    path("", include("volunteers.web.plain_urls")),
    path("api/v1/", include("backend.api")),
    path("admin/login/", site.operator_sign_in),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    *i18n_patterns(*pages, prefix_default_language=False),
]

handler400 = "backend.errors.bad_request"
handler403 = "backend.errors.forbidden"
handler404 = "backend.errors.not_found"
handler500 = "backend.errors.server_error"
