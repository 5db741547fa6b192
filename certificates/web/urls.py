"""Addresses of trust: short ones for QR codes, and those where strangers' programs look."""

from django.urls import path

from certificates.web import papers, views

urlpatterns = [
    path("v/<slug:code>", views.verify, name="verify"),
    path("v/<slug:code>/credential", views.credential, name="credential"),
    path("urkunde/<slug:secret>", papers.paper, name="paper"),
    path("status/<int:number>", views.status_list, name="status-list"),
    path(".well-known/did.json", views.did, name="did"),
]
