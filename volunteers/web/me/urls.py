"""Addresses of one's own pages."""

from django.urls import URLPattern, path

from volunteers.web.me import calendars, claims, competences, corrections, data, entries, links, log, plans

urlpatterns: list[URLPattern] = [
    path("ich/eintragen", log.log, name="me-log"),
    path("ich/eintragen/<uuid:uuid>", log.receipt, name="me-log-receipt"),
    path("ich/kalender", calendars.calendar, name="me-calendar"),
    path("ich/eintraege", entries.entries, name="me-entries"),
    path("ich/eintraege/<uuid:uuid>", entries.entry, name="me-entry"),
    path("ich/eintraege/<uuid:uuid>/zurueckziehen", entries.withdraw, name="me-entry-withdraw"),
    path("ich/bestaetigung", links.links, name="me-links"),
    path("ich/bestaetigung/<uuid:uuid>/zurueckziehen", links.revoke, name="me-link-revoke"),
    path("ich/eintraege/<uuid:uuid>/korrektur", corrections.wish, name="me-correction-wish"),
    path("ich/eintraege/<uuid:uuid>/einspruch", corrections.objection, name="me-objection"),
    path("ich/korrekturen", corrections.corrections, name="me-corrections"),
    path("ich/korrekturen/<uuid:uuid>", corrections.correction, name="me-correction"),
    path("ich/einsprueche/<uuid:uuid>/zurueckziehen", corrections.withdraw_objection, name="me-objection-withdraw"),
    path("ich/kompetenzen", competences.competences, name="me-competences"),
    path("ich/kompetenzen/<uuid:uuid>/zurueckziehen", competences.withdraw, name="me-competence-withdraw"),
    path("ich/plaene", plans.plans, name="me-plans"),
    path("ich/plaene/<uuid:uuid>", plans.plan, name="me-plan"),
    path("ich/uebernehmen", claims.claim, name="me-claim"),
    path("ich/uebernehmen/<uuid:uuid>", claims.offer, name="me-claim-offer"),
    path("ich/daten", data.data, name="me-data"),
]
