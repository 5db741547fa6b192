"""Addresses of secret links in mails: short, and without a language."""

from django.urls import URLPattern, path

from volunteers.web import answering, joining, withdrawing

urlpatterns: list[URLPattern] = [
    path("b/<slug:token>", answering.answer, name="mail-link"),
    path("m/<slug:link>", answering.stop, name="mail-stop"),
    path("w/<slug:token>", withdrawing.withdraw, name="withdraw"),
    path("e/<slug:link>", withdrawing.guardian, name="guardian"),
    path("a/<slug:link>", joining.answer, name="join-link"),
]
