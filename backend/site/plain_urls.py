"""Addresses without a language: programs look for them where standards say."""

from django.urls import path

from backend.site import offline, public

urlpatterns = [
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("sw.js", offline.worker, name="offline-worker"),
    path("favicon.ico", public.favicon, name="favicon"),
    path(".well-known/security.txt", public.security, name="security-txt"),
]
