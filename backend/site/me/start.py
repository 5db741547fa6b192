"""`/ich`: the first page of somebody who helps, and the offer to whoever does not yet."""

import datetime as dt
from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in, typed
from certificates.models import Certificate
from recognition.models import StoryPerson
from recognition.services import card
from volunteers.models import HourEntry, HourStatus, User, Volunteer
from volunteers.reach import reach_of
from volunteers.services import people

DECLINED_SHOWN = 3
CERTIFICATES_SHOWN = 3
# An entry that was declined asks for something for so long; later it only stands in the list.
DECLINED_FOR = dt.timedelta(days=60)


class BeginForm(forms.Form):
    """The name of somebody who begins to help."""

    name = forms.CharField(
        label=gettext_lazy("Dein Name, wie du ihn schreibst"),
        help_text=gettext_lazy("So steht er später auf deinen Urkunden, in jeder Schrift."),
        max_length=200,
        error_messages={"required": gettext_lazy("Bitte gib deinen Namen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Where one's hours stand and what is next; for others the offer, which a POST takes."""
    user = cast("User", request.user)
    key = reach_of(user).volunteer_id
    if key is None:
        return _begin(request, user)
    if request.method == "POST":  # the offer, taken twice
        return redirect("me")
    today = clock.today()
    asked = Exists(StoryPerson.objects.asking(today).filter(volunteer=OuterRef("pk")))
    volunteer = Volunteer.objects.select_related("details").annotate(asked=asked).get(pk=key)
    own = HourEntry.objects.filter(volunteer=volunteer)
    standing = own.standing(today.year)
    declined = own.filter(status=HourStatus.DECLINED, submitted_at__gte=clock.now() - DECLINED_FOR)
    certificates = Certificate.objects.held_by(user).select_related("mail").order_by("-pk")
    context = {
        "volunteer": volunteer,
        "year": today.year,
        "standing": standing,
        "ampel": card.of(volunteer),
        "declined": declined.select_related("activity", "organisation").order_by("-pk")[:DECLINED_SHOWN],
        "certificates": certificates[:CERTIFICATES_SHOWN],
    }
    return render(request, "site/me/start.html", context)


def _begin(request: HttpRequest, user: User) -> HttpResponse:
    form = BeginForm(typed(request), initial={"name": user.name}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            people.register_volunteer(user=user, name=form.cleaned_data["name"], language=user.language)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Schön, dass du hilfst! Hier kannst du gleich die ersten Stunden eintragen."))
            return redirect("me-log")
    return render(request, "site/me/begin.html", {"form": form})
