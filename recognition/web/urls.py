"""Addresses of the public thanks."""

from django.urls import path

from recognition.web import views

urlpatterns = [
    path("danke", views.thanks_index, name="thanks-index"),
    path("danke/feed.xml", views.thanks_feed, name="thanks-feed"),
    path("danke/<slug:slug>", views.thanks, name="thanks-page"),
    path("danke/<slug:slug>/einbetten", views.thanks_embedded, name="thanks-embedded"),
]
