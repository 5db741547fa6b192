"""Finding a person. Names go in the body of the request: an address would stand in logs and histories."""

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common.pages import typed
from volunteers.models import User, Volunteer
from volunteers.text import tidy
from volunteers.web.coordinating import actor_of, coordinators_only

MOST = 20
# Where the person is taken to, by the word in the address.
PURPOSES = {
    "neu": "coordination-certificate-new",
    "urkunden": "coordination-certificates",
    "protokoll": "coordination-protocol",
}


class PersonForm(forms.Form):
    """Whom to find."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Ein Teil genügt, in eigener oder lateinischer Schrift."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def people_named(user: User, words: str) -> list[Volunteer]:
    """Up to `MOST` + 1 people whom the user sees and whose name holds all the words."""
    rows = Volunteer.objects.visible_to(user).select_related("kept_by")
    for word in tidy(words).split():
        # SQLite tells capitals apart outside ASCII: names begin with one.
        held = Q(name__icontains=word) | Q(name__icontains=word.capitalize()) | Q(name_latin__icontains=word)
        rows = rows.filter(held)
    return list(rows.order_by("family_name", "name", "pk")[: MOST + 1])


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def people(request: HttpRequest) -> HttpResponse:
    """Search, and a link for each person found."""
    purpose = request.GET.get("fuer", "")
    purpose = purpose if purpose in PURPOSES else "urkunden"
    form = PersonForm(typed(request))
    found = people_named(actor_of(request), form.cleaned_data["name"]) if form.is_valid() else None
    target = reverse(PURPOSES[purpose])
    context = {
        "form": form,
        "found": found[:MOST] if found else found,
        "more": found is not None and len(found) > MOST,
        "most": MOST,
        "target": target,
        "heading": {
            "neu": _("Für wen ist die Urkunde?"),
            "urkunden": _("Wessen Urkunden?"),
            "protokoll": _("Wessen Protokoll?"),
        }[purpose],
    }
    return render(request, "certificates/coordination/people.html", context, status=400 if form.errors else 200)
