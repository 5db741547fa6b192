"""Addresses of the coordinators' pages that speak of more than one app."""

from django.urls import path

from backend.site import data
from backend.site.coordination import erasures, fairness, lists, overview, protocol, reports, safety, thanks

urlpatterns = [
    path("koordination", overview.overview, name="coordination"),
    path("koordination/stellen/<uuid:uuid>", overview.organisation, name="coordination-organisation"),
    path("koordination/dank", thanks.thanks_due_page, name="coordination-thanks"),
    path("koordination/dank/abstand", thanks.thanks_gap_page, name="coordination-thanks-gap"),
    path("koordination/listen", lists.overview, name="coordination-lists"),
    path("koordination/listen/neu", lists.new, name="coordination-list-new"),
    path("koordination/listen/<uuid:uuid>", lists.one, name="coordination-list"),
    path("koordination/listen/<uuid:uuid>/aendern", lists.change, name="coordination-list-change"),
    path("koordination/listen/<uuid:uuid>/erneuern", lists.renew, name="coordination-list-renew"),
    path("koordination/berichte", reports.reports, name="coordination-reports"),
    path("koordination/fairness", fairness.fairness_report, name="coordination-fairness"),
    path("koordination/daten", data.coordination_data, name="coordination-data"),
    path("koordination/loeschungen", erasures.erasures, name="coordination-erasures"),
    path("koordination/sicherheit", safety.overview, name="coordination-safety"),
    path("koordination/sicherheit/<uuid:hiding>", safety.decide, name="coordination-safety-decide"),
    path("koordination/protokoll", protocol.protocol, name="coordination-protocol"),
]
