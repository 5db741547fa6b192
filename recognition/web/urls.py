"""Addresses of the public thanks."""

from django.urls import path

from recognition.web import views

urlpatterns = [
    path("danke", views.thanks_index, name="thanks-index"),
    path("danke/<slug:slug>", views.thanks, name="thanks-page"),
]
