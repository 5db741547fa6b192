"""Addresses of the volunteers' and the organisations' pages."""

from django.urls import URLPattern, URLResolver

volunteer: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = []

urlpatterns = [*volunteer, *desk]
