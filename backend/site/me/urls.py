"""Addresses of one's own pages that need more than one app."""

from django.urls import URLPattern, path

from backend.site.me import certificates, export, start, visibility

urlpatterns: list[URLPattern] = [
    path("ich", start.start, name="me"),
    path("ich/urkunden", certificates.certificates, name="me-certificates"),
    path("ich/urkunden/<uuid:uuid>/angaben", certificates.details, name="me-certificate-details"),
    path("ich/urkunden/<uuid:uuid>/nachweis", certificates.credential, name="me-certificate-credential"),
    path("ich/sichtbarkeit", visibility.visibility, name="me-visibility"),
    path("ich/daten/alles.json", export.export, {"form": "json"}, name="me-export-json"),
    path("ich/daten/alles.zip", export.export, {"form": "zip"}, name="me-export-tables"),
]
