"""`/geteilt/<token>`: what somebody shows of their own, and its picture for other sites; in the form they chose."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.public import public_page
from backend.common.throttling import may_verify
from certificates.content import ContentError
from certificates.press.card import Card
from certificates.services import pictures
from volunteers.models import ShareKind
from volunteers.services import sharing
from volunteers.services.sharing import Shown


@public_page
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. 404 for one that ended, ran out, or whose thing does not hold any more."""
    shown = _shown(token)
    address = settings.PUBLIC_URL + reverse("shared", args=[token])
    context = {
        "shown": shown,
        "kind": kind_words(shown.kind),
        "here": address,
        "picture": settings.PUBLIC_URL + reverse("shared-picture", args=[token]),
        "width": pictures.WIDTH,
        "height": pictures.HEIGHT,
    }
    return _kept_to_itself(render(request, "site/shared.html", context))


@public_page
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """The same as PNG, in the language of the address. 429 for who asks for very many."""
    shown = _shown(token)
    if not may_verify(request):
        return _kept_to_itself(HttpResponse(status=429, headers={"Retry-After": "60"}))
    try:
        data = pictures.picture(card_of(shown))
    except ContentError:
        # A letter that no font draws: a picture without the name, rather than none.
        data = pictures.picture(card_of(shown, named=False))
    return _kept_to_itself(HttpResponse(data, content_type="image/png"))


def card_of(shown: Shown, *, named: bool = True) -> Card:
    """What the picture says."""
    facts = [date_format(shown.on, "DATE_FORMAT"), shown.by]
    if shown.minutes is not None:
        facts.append(_("%(hours)s Stunden, bestätigt") % {"hours": shown.minutes // 60})
    return Card(
        kind=kind_words(shown.kind),
        title=shown.title,
        name=shown.name if named else "",
        facts=tuple(fact for fact in facts if fact),
        foot=f"Dankwerk · {urlsplit(settings.PUBLIC_URL).hostname}",
        language=get_language() or settings.LANGUAGE_CODE,
        rtl=get_language_bidi(),
        made_on=clock.today(),
    )


def kind_words(kind: ShareKind) -> str:
    """What stands above the title."""
    return _("Fürs Helfen bekommen") if kind == ShareKind.CERTIFICATE else _("Meilenstein erreicht")


def _shown(token: str) -> Shown:
    found = sharing.shown(token)
    if found is None:
        raise Http404
    return found


def _kept_to_itself(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and the next site does not learn of the link."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
