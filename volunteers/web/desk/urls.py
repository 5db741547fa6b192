"""Addresses of an organisation's pages."""

from django.urls import URLPattern, URLResolver, path

from volunteers.web.desk import activities, competences, deciding, hours, people, sheets

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
    path(f"{_HERE}/taetigkeiten", activities.activities, name="desk-activities"),
    path(f"{_HERE}/taetigkeiten/neu", activities.new_activity, name="desk-activity-new"),
    path(f"{_HERE}/taetigkeiten/<uuid:activity>", activities.activity, name="desk-activity"),
    path(f"{_HERE}/profil", activities.profile, name="desk-profile"),
    path(f"{_HERE}/kompetenzen", competences.competences, name="desk-competences"),
    path(f"{_HERE}/kompetenzen/<uuid:claim>", competences.decide, name="desk-competence"),
]
