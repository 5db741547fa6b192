"""Addresses of the shell's own pages; each area has a list of its own."""

from django.urls import URLPattern, URLResolver, path

from backend.accounts import urls as accounts
from backend.site import directory, figures, offline, sharing, thanks_print, views
from backend.site import legal as legal_pages
from backend.site import public as pages
from backend.site.coordination import urls as coordination_pages
from backend.site.me import urls as my_pages

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("zahlen", figures.figures, name="figures"),
    path("zahlen.csv", figures.figures_file, name="figures-file"),
    path("danke/<slug:slug>.pdf", thanks_print.thanks_print, name="thanks-print"),
    path("geteilt/<slug:token>", sharing.shared, name="shared"),
    path("geteilt/<slug:token>.png", sharing.picture, name="shared-picture"),
    path("mitmachen", directory.directory, name="directory"),
    path("mitmachen.csv", directory.directory_file, name="directory-file"),
    path("mitmachen.json", directory.directory_data, name="directory-data"),
    path("mitmachen/<uuid:uuid>", directory.organisation, name="directory-organisation"),
]
legal: list[URLPattern | URLResolver] = [
    path("barrierefreiheit", legal_pages.accessibility, name="accessibility"),
    path("barriere-melden", legal_pages.report_barrier, name="report-barrier"),
    path("datenschutz", legal_pages.privacy, name="privacy"),
    path("impressum", legal_pages.imprint, name="imprint"),
    path("leichte-sprache", legal_pages.easy_language, name="easy-language"),
]
account: list[URLPattern | URLResolver] = [
    *accounts.urlpatterns,
    path("weiter", views.onward, name="my-page"),
]
app: list[URLPattern | URLResolver] = [
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline", offline.fallback, name="offline"),
    path("ich/eintragen/offline", offline.log, name="me-log-offline"),
    path("ich/eintragen/stand", offline.state, name="me-log-state"),
    path("ich/eintragen/nachreichen", offline.deferred, name="me-log-deferred"),
]
me: list[URLPattern | URLResolver] = [*my_pages.urlpatterns]
coordination: list[URLPattern | URLResolver] = [*coordination_pages.urlpatterns]

urlpatterns = [*public, *legal, *account, *app, *me, *coordination]
