"""Addresses of verification: short, for QR codes."""

from django.urls import path

from certificates.web import views

urlpatterns = [path("v/<slug:code>", views.verify, name="verify")]
