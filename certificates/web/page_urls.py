"""Addresses of pages for people, in every language."""

from django.urls import path

from certificates.web import sheets, views
from certificates.web.coordination import urls as coordination

urlpatterns = [
    path("pruefen", views.check, name="check"),
    path("stelle/<uuid:organisation>/listen/<uuid:sheet>.pdf", sheets.pdf, name="desk-sheet-pdf"),
    *coordination.urlpatterns,
]
