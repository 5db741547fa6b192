"""The first page, and what programs ask every site for: robots.txt, sitemap.xml, security.txt."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from backend.common import clock
from backend.common.public import public_page, remembered
from backend.site import figures
from backend.site.middleware import WITHOUT_LANGUAGE
from recognition.models import RecognitionList
from volunteers.models import Activity, Organisation
from volunteers.services import safety

_PAGES = (
    "home",
    "thanks-index",
    "stories",
    "figures",
    "directory",
    "check",
    "accessibility",
    "easy-language",
    "privacy",
    "imprint",
)
_MOST_ORGANISATIONS = 5000  # a sitemap may hold 50,000 addresses
_FRESH = 600  # seconds
_day = cache_control(public=True, max_age=86400)


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What this is and what one can do here, for those who help, who confirm, who check and who are thanked."""
    counted = remembered(f"public:counts:{_hidden()}", _counts, fresh=_FRESH).value
    year = clock.today().year
    return render(
        request,
        "site/home.html",
        {
            "year": year,
            "hours": about(figures.hours_so_far()),
            "organisations": counted["organisations"],
            "offers": counted["offers"],
            "lists": RecognitionList.objects.published()[:5],
        },
    )


def about(number: int | None) -> int:
    """Rounded down to two figures, for „mehr als 1.200“; 0 for what is not told."""
    if not number:
        return 0
    step = int(10 ** max(len(str(number)) - 2, 0))
    return number // step * step


def _counts() -> dict[str, int]:
    return {
        "organisations": Organisation.objects.publicly_listed().count(),
        "offers": Activity.objects.publicly_listed().on_offer(clock.today()).count(),
    }


@require_safe
@_day
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found. What belongs to one person, and every certificate, may not."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (*WITHOUT_LANGUAGE, "/konto", "/ich", "/stelle/")),
        "Disallow: /koordination",
        "",
        f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml",
    ]
    return _text("\n".join(lines) + "\n")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages in every language, and the organisations. Lists of thanks are not to be searched for."""
    context = remembered(f"public:sitemap:{_hidden()}", _sitemap, fresh=3600).value
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


def _hidden() -> str:
    """What the server remembers is of one set of hidden districts: with another one nothing of it is shown."""
    return "-".join(map(str, sorted(safety.hidden_districts())))


def _sitemap() -> dict[str, Any]:
    pages = []
    for name in _PAGES:
        addresses = {}
        for code, _label in settings.LANGUAGES:
            with override(code):
                addresses[code] = settings.PUBLIC_URL + reverse(name)
        pages.append(addresses)
    with override(settings.LANGUAGE_CODE):
        rows = Organisation.objects.publicly_listed().order_by("pk").values_list("uuid", flat=True)
        organisations = [
            settings.PUBLIC_URL + reverse("directory-organisation", args=[uuid]) for uuid in rows[:_MOST_ORGANISATIONS]
        ]
    return {"pages": pages, "default": settings.LANGUAGE_CODE, "organisations": organisations}


@require_safe
@_day
def security(request: HttpRequest) -> HttpResponse:
    """To whom one reports a hole (RFC 9116). It says until when it holds, and says it anew each day."""
    until = clock.today() + dt.timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.OPERATOR['mail'] or settings.DEFAULT_FROM_EMAIL}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    ]
    return _text("\n".join(lines) + "\n")


@require_safe
@_day
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that look for the icon where it was in 1999."""
    return HttpResponsePermanentRedirect(static("site/icon.svg"))


def _text(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
