"""Addresses of one's own pages."""

from django.urls import URLPattern, path

from volunteers.web.me import competences, data, entries, log

urlpatterns: list[URLPattern] = [
    path("ich/eintragen", log.log, name="me-log"),
    path("ich/eintragen/<uuid:uuid>", log.receipt, name="me-log-receipt"),
    path("ich/eintraege", entries.entries, name="me-entries"),
    path("ich/eintraege/<uuid:uuid>", entries.entry, name="me-entry"),
    path("ich/eintraege/<uuid:uuid>/zurueckziehen", entries.withdraw, name="me-entry-withdraw"),
    path("ich/kompetenzen", competences.competences, name="me-competences"),
    path("ich/kompetenzen/<uuid:uuid>/zurueckziehen", competences.withdraw, name="me-competence-withdraw"),
    path("ich/daten", data.data, name="me-data"),
]
