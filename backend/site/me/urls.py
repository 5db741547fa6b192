"""Addresses of one's own pages that need more than one app."""

from django.urls import URLPattern, path

from backend.site import annex, data, newsletter, protocol
from backend.site.me import card, certificates, erasure, export, sharing, start, visibility

urlpatterns: list[URLPattern] = [
    path("ich", start.start, name="me"),
    path("ich/urkunden", certificates.certificates, name="me-certificates"),
    path("ich/urkunden/<uuid:uuid>/angaben", certificates.details, name="me-certificate-details"),
    path("ich/urkunden/<uuid:uuid>/nachweis", certificates.credential, name="me-certificate-credential"),
    path("ich/teilen", sharing.mine, name="me-shares"),
    path("ich/teilen/<slug:kind>/<uuid:subject>", sharing.one, name="me-share"),
    path("ich/karte", card.own_card, name="me-card"),
    path("ich/karte/anlage.pdf", annex.annex_file, name="me-card-annex"),
    path("ich/karte/befreiung/<uuid:uuid>", card.withdraw_waiver, name="me-card-waiver"),
    path("ich/protokoll", protocol.own, name="me-protocol"),
    path("stelle/<uuid:organisation>/protokoll", protocol.desk, name="desk-protocol"),
    path("stelle/<uuid:organisation>/newsletter", newsletter.newsletter, name="desk-newsletter"),
    path("stelle/<uuid:organisation>/daten", data.desk_data, name="desk-data"),
    path("daten/<uuid:uuid>", data.file, name="export-file"),
    path("ich/sichtbarkeit", visibility.visibility, name="me-visibility"),
    path("ich/daten/loeschen", erasure.erase, name="me-erasure"),
    path("ich/daten/loeschen/zuruecknehmen", erasure.cancel, name="me-erasure-cancel"),
    path("ich/daten/geloescht", erasure.done, name="me-erasure-done"),
    path("ich/daten/kopie", export.request_copy, name="me-export"),
    path("ich/daten/kopie/<uuid:uuid>", export.download_copy, name="me-export-file"),
]
