"""Addresses of the shell's own pages; each area has a list of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path

from backend.site import views


def soon(request: HttpRequest, **_where: object) -> HttpResponse:
    return render(request, "site/app.html")


public: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("zahlen", soon, name="figures"),
    path("mitmachen", soon, name="directory"),
]
legal: list[URLPattern | URLResolver] = [
    path("barrierefreiheit", soon, name="accessibility"),
    path("barriere-melden", soon, name="report-barrier"),
    path("datenschutz", soon, name="privacy"),
    path("impressum", soon, name="imprint"),
    path("leichte-sprache", soon, name="easy-language"),
]
account: list[URLPattern | URLResolver] = [
    path("anmelden", views.SignInPage.as_view(), name="sign-in"),
    path("abmelden", views.SignOutPage.as_view(), name="sign-out"),
    path("weiter", views.onward, name="my-page"),
    path("konto", soon, name="account"),
]
me: list[URLPattern | URLResolver] = [
    path("ich", views.me, name="me"),
]
coordination: list[URLPattern | URLResolver] = []

urlpatterns = [*public, *legal, *account, *me, *coordination]
