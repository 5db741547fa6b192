"""Addresses of an organisation's pages."""

from django.urls import URLPattern, URLResolver, path

from volunteers.web.desk import (
    activities,
    competences,
    consents,
    contacts,
    corrections,
    deciding,
    forgetting,
    hours,
    people,
    plans,
    sheets,
)

_HERE = "stelle/<uuid:organisation>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_HERE}/freigabe", deciding.desk, name="desk"),
    path(f"{_HERE}/stunden", hours.hours, name="desk-hours"),
    path(f"{_HERE}/stunden/datei", sheets.sheet, name="desk-import"),
    path(f"{_HERE}/leute", people.people, name="desk-people"),
    path(f"{_HERE}/leute/neu", people.new_person, name="desk-person-new"),
    path(f"{_HERE}/leute/einladen", people.invite, name="desk-invite"),
    path(f"{_HERE}/leute/mitglieder", people.members, name="desk-members"),
    path(f"{_HERE}/leute/mitglieder/<uuid:membership>/beenden", people.end_member, name="desk-member-end"),
    path(f"{_HERE}/leute/<uuid:volunteer>", people.person, name="desk-person"),
    path(f"{_HERE}/leute/<uuid:volunteer>/einwilligungen", consents.consents, name="desk-person-consents"),
    path(f"{_HERE}/leute/<uuid:volunteer>/loeschen", forgetting.forget, name="desk-person-forget"),
    path(f"{_HERE}/taetigkeiten", activities.activities, name="desk-activities"),
    path(f"{_HERE}/taetigkeiten/neu", activities.new_activity, name="desk-activity-new"),
    path(f"{_HERE}/taetigkeiten/<uuid:activity>", activities.activity, name="desk-activity"),
    path(f"{_HERE}/profil", activities.profile, name="desk-profile"),
    path(f"{_HERE}/kontakte", contacts.contacts, name="desk-contacts"),
    path(f"{_HERE}/kontakte/<uuid:contact>/entfernen", contacts.remove, name="desk-contact-remove"),
    path(f"{_HERE}/plaene", plans.plans, name="desk-plans"),
    path(f"{_HERE}/plaene/<uuid:plan>", plans.plan, name="desk-plan"),
    path(f"{_HERE}/korrekturen", corrections.corrections, name="desk-corrections"),
    path(f"{_HERE}/korrekturen/<uuid:correction>", corrections.correction, name="desk-correction"),
    path(f"{_HERE}/korrekturen/person/<uuid:volunteer>", corrections.entries, name="desk-correction-entries"),
    path(f"{_HERE}/korrekturen/eintrag/<uuid:entry>", corrections.wish, name="desk-correction-wish"),
    path(f"{_HERE}/kompetenzen", competences.competences, name="desk-competences"),
    path(f"{_HERE}/kompetenzen/<uuid:claim>", competences.decide, name="desk-competence"),
]
