"""Addresses of the coordinators' pages that speak of more than one app."""

from django.urls import path

from backend.site.coordination import lists, overview, protocol, reports

urlpatterns = [
    path("koordination", overview.overview, name="coordination"),
    path("koordination/stellen/<uuid:uuid>", overview.organisation, name="coordination-organisation"),
    path("koordination/listen", lists.overview, name="coordination-lists"),
    path("koordination/listen/neu", lists.new, name="coordination-list-new"),
    path("koordination/listen/<uuid:uuid>", lists.one, name="coordination-list"),
    path("koordination/berichte", reports.reports, name="coordination-reports"),
    path("koordination/protokoll", protocol.protocol, name="coordination-protocol"),
]
