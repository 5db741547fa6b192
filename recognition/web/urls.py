"""Addresses of the public thanks, and of the programmes for coordinators."""

from django.urls import path

from recognition.web import programmes, views

urlpatterns = [
    path("koordination/programme", programmes.programmes, name="coordination-programmes"),
    path("danke", views.thanks_index, name="thanks-index"),
    path("danke/feed.xml", views.thanks_feed, name="thanks-feed"),
    path("danke/<slug:slug>", views.thanks, name="thanks-page"),
    path("danke/<slug:slug>.csv", views.thanks_file, name="thanks-file"),
    path("danke/<slug:slug>/feed.xml", views.thanks_list_feed, name="thanks-list-feed"),
    path("danke/<slug:slug>/einbetten", views.thanks_embedded, name="thanks-embedded"),
]
