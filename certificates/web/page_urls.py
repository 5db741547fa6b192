"""Addresses of pages for people, in every language."""

from django.urls import path

from certificates.web import views
from certificates.web.coordination import urls as coordination

urlpatterns = [
    path("pruefen", views.check, name="check"),
    *coordination.urlpatterns,
]
