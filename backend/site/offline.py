"""The app on a phone: its manifest, the worker that opens it without a network, and what is sent afterwards.

The worker keeps the public shell alone: style, fonts, drawings, and two pages that are the same for everybody. What a
person's device holds of theirs, it holds only after they switched that on (`site/js/queue.js`): the activities they
chose from, and what is not sent yet. It belongs to an account and goes with signing out.
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.public import public_page
from volunteers.models import Activity, User, Volunteer, Way
from volunteers.services import diary
from volunteers.web.durations import written
from volunteers.web.me.fields import MINUTES_OFFERED
from volunteers.web.me.forms import MOST_IN_NOTE, LogForm

_SHELL = ("css/kern.css", "css/site.css", "icon.svg", "icons.svg", "js/queue.js", "js/offline.js")
_FONTS = {"ar": "vazirmatn-arabic", "fa": "vazirmatn-arabic", "uk": "fira-sans-cyrillic", "ru": "fira-sans-cyrillic"}
_SIZES = ((192, "any"), (512, "any"), (512, "maskable"))


def account_mark(user: User) -> str:
    """Whose a device's entries are: the same for each visit of a person, and of no use anywhere else."""
    return salted_hmac("offline", str(user.uuid)).hexdigest()[:24]


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """How a phone shows the app: name, drawings, and that it begins with the form for hours."""
    icons = [
        {
            "src": static(f"site/icons/icon-{size}{'' if purpose == 'any' else '-maskable'}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in _SIZES
    ]
    described: dict[str, Any] = {
        "id": "/",
        "name": "Dankwerk",
        "short_name": "Dankwerk",
        "description": _("Stunden eintragen, bestätigt bekommen, Dank zeigen."),
        "lang": _tag(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("me-log"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#6d1f47",
        "icons": icons,
        "shortcuts": [
            {"name": _("Stunden eintragen"), "url": reverse("me-log")},
            {"name": _("Meine Urkunden"), "url": reverse("me-certificates")},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker for the pages of `?lang=`: what it keeps, and the scripts that say how."""
    language = request.GET.get("lang", "")
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return HttpResponse(
        _worker(request, known), content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"}
    )


@public_page
def fallback(request: HttpRequest) -> HttpResponse:
    """What the worker shows instead of a page that needs the network."""
    return render(request, "site/offline.html")


@public_page
def log(request: HttpRequest) -> HttpResponse:
    """The form for hours without anybody's hours: what the device knows is put in by the device."""
    return render(request, "site/offline_log.html", _form())


@require_safe
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, as a mark, and a fresh token for what they want to send; null for nobody."""
    if not isinstance(request.user, User):
        return JsonResponse({"account": None, "token": None})
    return JsonResponse({"account": account_mark(request.user), "token": get_token(request)})


@require_POST
@never_cache
def deferred(request: HttpRequest) -> JsonResponse:
    """Takes a form for hours (`volunteers.web.me.log`) that was filled in without a network.

    200 with `done`; 400 with the sentence why not, for the person to put it right; 401 when nobody is signed in, 409
    when it is somebody else than who filled it in. Sending it twice is sending it once.
    """
    if not isinstance(request.user, User):
        return JsonResponse({"done": False, "problem": ""}, status=401)
    if request.POST.get("account") != account_mark(request.user):
        return JsonResponse({"done": False, "problem": ""}, status=409)
    problem = _save(request, request.user)
    return JsonResponse({"done": not problem, "problem": problem}, status=400 if problem else 200)


def _save(request: HttpRequest, user: User) -> str:
    """What is wrong with it, in a sentence; nothing where it is saved."""
    volunteer = Volunteer.objects.filter(user=user).first()
    if volunteer is None:
        return _("Für dich ist noch nicht eingetragen, dass du hilfst.")
    form = LogForm(request.POST, activities=[])
    if not form.is_valid():
        return " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    data = form.cleaned_data
    activity = Activity.objects.visible_to(user).filter(uuid=data["activity"]).first()
    if activity is None:
        return _("Diese Tätigkeit gibt es nicht mehr. Bitte such eine andere.")
    try:
        diary.log_days(
            actor=user,
            volunteer=volunteer,
            activity=activity,
            days=data["days"],
            minutes=data["length"],
            note=data["note"],
            way=Way.PAGE,
            uuid=data["uuid"],
        )
    except DomainError as error:
        return str(error.detail)
    return ""


def _form() -> dict[str, Any]:
    return {
        "durations": [(minutes, written(minutes)) for minutes in MINUTES_OFFERED],
        "longest_note": MOST_IN_NOTE,
    }


def _tag() -> str:
    return (get_language() or settings.LANGUAGE_CODE).removesuffix("-simple")


def _worker(request: HttpRequest, language: str) -> str:
    """Its text changes when a page or a file of the shell does: that is how a browser learns of a new version."""
    with override(language):
        pages = {"log": reverse("me-log-offline"), "offline": reverse("offline")}
        files = [static(f"site/{name}") for name in _SHELL]
        fonts = ["fira-sans-latin", *([_FONTS[language]] if language in _FONTS else [])]
        files += [static(f"site/fonts/{font}-{weight}.woff2") for font in fonts for weight in (400, 600)]
        names = {"form": "me-log", "state": "me-log-state", "deferred": "me-log-deferred"}
        addresses = {key: reverse(name) for key, name in names.items()}
        texts = render_to_string("site/offline.html", None, request)
        texts += render_to_string("site/offline_log.html", _form(), request)
    shell: dict[str, Any] = {"pages": pages, "files": files, "addresses": addresses}
    version = hashlib.sha256((json.dumps(shell) + texts).encode()).hexdigest()[:16]
    scripts = json.dumps([static("site/js/queue.js"), static("site/js/worker.js")])
    return f"const SHELL = {json.dumps({'version': version, **shell})};\nimportScripts(...{scripts});\n"
