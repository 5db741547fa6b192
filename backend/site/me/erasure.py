"""`/ich/daten/loeschen`: be forgotten, in a week or at once. It lives here because it needs to know who is asking."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.account import proved
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in
from backend.common.public import public_page
from certificates.models import Certificate
from tasks import privacy as jobs
from volunteers.models import Erasure, HourEntry, User
from volunteers.reach import reach_of
from volunteers.services import asking


class ErasureForm(forms.Form):
    """When, and that it is understood."""

    when = forms.ChoiceField(
        label=gettext_lazy("Wann?"),
        choices=[
            ("week", gettext_lazy("In sieben Tagen. Bis dahin kann ich es mir anders überlegen.")),
            ("now", gettext_lazy("Sofort. Das lässt sich nicht rückgängig machen.")),
        ],
        initial="week",
        widget=forms.RadioSelect,
    )
    understood = forms.BooleanField(
        label=gettext_lazy("Ich habe gelesen, was gelöscht wird und was bleibt."),
        error_messages={"required": gettext_lazy("Bitte bestätige, dass du das gelesen hast.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays; a POST asks for it. Who asks has just proved who they are."""
    user = cast("User", request.user)
    form = ErasureForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, user, at_once=form.cleaned_data["when"] == "now")
        except DomainError as error:
            complain(form, error)
    key = reach_of(user).volunteer_id
    context = {
        "form": form,
        "hours": HourEntry.objects.confirmed().filter(volunteer_id=key).total_minutes() if key else 0,
        "papers": Certificate.objects.held_by(user).count(),
        "erasure": Erasure.objects.open().filter(user=user).first(),
    }
    return render(request, "site/me/erasure.html", context, status=400 if form.errors else 200)


def _asked(request: HttpRequest, user: User, *, at_once: bool) -> HttpResponse:
    asking.ask_for_oneself(actor=user, at_once=at_once)
    if not at_once:
        messages.success(request, _("Verlangt. Bis dahin kannst du es hier zurücknehmen."))
        return redirect("me-data")
    logout(request)
    jobs.wake_eraser()
    return redirect("me-erasure-done")


@require_POST
@signed_in
def cancel(request: HttpRequest) -> HttpResponse:
    """Stay, after all."""
    user = cast("User", request.user)
    erasure = Erasure.objects.open().filter(user=user).first()
    if erasure is not None:
        asking.cancel(actor=user, erasure=erasure)
    messages.success(request, _("Zurückgenommen. Es bleibt alles, wie es ist."))
    return redirect("me-data")


@public_page
def done(request: HttpRequest) -> HttpResponse:
    """What somebody sees who is nobody here any more."""
    return render(request, "site/me/erased.html")
