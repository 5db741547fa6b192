"""Addresses of pages for people, in every language."""

from django.urls import path

from certificates.web import views

urlpatterns = [
    path("pruefen", views.check, name="check"),
]
