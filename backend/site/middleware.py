"""What every page shares: its language, one reading of the roles, and refusals in plain words."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.pages import stood_at
from backend.common.remembering import remembering
from backend.errors import refused

# Addresses that never carry a language: printed ones stay short, programs and operators say what they read.
WITHOUT_LANGUAGE = ("/v/", "/b/", "/m/", "/w/", "/e/", "/a/", "/urkunde/", "/api/", "/admin/")


class Language(LocaleMiddleware):
    """The language stands in the address: German has none, `/ar/danke` is Arabic.

    Where an address cannot carry one, `?lang=` counts, and then what the browser asks for.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activates the language of this request."""
        if not request.path_info.startswith(WITHOUT_LANGUAGE):
            super().process_request(request)
            return
        wish = request.GET.get("lang", "")
        known = wish in dict(settings.LANGUAGES)
        translation.activate(wish if known else translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """An address that says its language has one answer: a cache keeps it once, not once for each browser."""
        if request.path_info.startswith(WITHOUT_LANGUAGE):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class Pages:
    """Reads the roles of who looks once a page, and turns what a service refuses into a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """`get_response` is the next middleware or the view."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only reading is remembered: after a change of roles the next question must be asked anew."""
        if request.method not in {"GET", "HEAD"} or request.path_info.startswith("/api/"):
            return self._get_response(request)
        with remembering():
            response = self._get_response(request)
        if response.status_code == 405 and (form := stood_at(request)):  # back from signing in, at a button
            sentence = _("Die Sitzung war zu Ende: Es ist noch nichts geschehen. Bitte noch einmal absenden.")
            messages.warning(request, sentence)
            return HttpResponseRedirect(form)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The API has its own answers (backend.errors.problem_response)."""
        if isinstance(exception, DomainError):
            return refused(request, exception)
        return None
