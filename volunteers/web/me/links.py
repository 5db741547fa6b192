"""`/ich/bestaetigung`: ask somebody by mail for their word on one's waiting entries; see and take back requests."""

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Min, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import ConfirmationLink, ContactAddress, Organisation, Volunteer, Way
from volunteers.services import links as services
from volunteers.web.me.own import actor_of, helping

MOST = 50  # requests on the page, the newest
SOMEBODY_ELSE = "andere"
MOST_PLACES = 20  # organisations to ask about on one page


class AskForm(forms.Form):
    """Whom to ask about what waits at one organisation."""

    organisation = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.ChoiceField(label=gettext_lazy("Wen möchtest du fragen?"), widget=forms.RadioSelect)
    email = forms.CharField(
        label=gettext_lazy("E-Mail-Adresse"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "Von jemandem, der weiß, dass du dort geholfen hast. Am besten die dienstliche Adresse."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, data: QueryDict | None, *, organisation: uuids.UUID, contacts: list[ContactAddress]) -> None:
        """`contacts` are the organisation's; without any there is only an address to type."""
        # Each organisation has its form on the page, so each field needs an id of its own.
        ids = f"id_{organisation.hex[:8]}_%s"
        super().__init__(data, label_suffix="", auto_id=ids, initial={"organisation": organisation})
        field: Any = self.fields["contact"]
        if contacts:
            known = [(str(each.uuid), each.label) for each in contacts]
            field.choices = [*known, (SOMEBODY_ELSE, _("jemand anderes, an diese Adresse:"))]
            self.initial["contact"] = str(contacts[0].uuid)
        else:
            del self.fields["contact"]
            self.fields["email"].required = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at one organisation, and the form to ask about it."""

    name: str
    number: int
    minutes: int
    form: AskForm


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def links(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What may be asked about, and what was asked."""
    sent = typed(request)
    places = _places(volunteer, sent)
    refused = next((place.form for place in places if place.form.is_bound), None)
    if request.method == "POST":
        if refused is None:
            messages.info(request, _("Dort wartet nichts mehr, um dessen Bestätigung du noch nicht gebeten hast."))
            return redirect("me-links")
        if refused.is_valid() and _asked(request, refused):
            messages.success(request, _("Die E-Mail ist unterwegs. Die Antwort siehst du bei deinen Einträgen."))
            return redirect("me-links")
    own = ConfirmationLink.objects.filter(volunteer=volunteer).select_related("organisation")
    rows = own.annotate(number=Count("linked")).order_by("-pk")[:MOST]
    context = {"places": places, "links": rows, "form": refused}
    return render(request, "volunteers/me/links.html", context, status=400 if refused and refused.errors else 200)


@require_POST
@helping
def revoke(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Take a request back."""
    link = ConfirmationLink.objects.filter(volunteer=volunteer, uuid=uuid).first()
    if link is None:
        raise NotFound(_("Das gibt es nicht."))
    try:
        services.revoke(actor=actor_of(request), link=link, way=Way.PAGE)
    except DomainError as error:
        messages.warning(request, str(error.detail))
    else:
        messages.success(request, _("Zurückgezogen. Der Link in der E-Mail gilt nicht mehr."))
    return redirect("me-links")


def _asked(request: HttpRequest, form: AskForm) -> bool:
    """Ask; False where it was refused, and the form says why."""
    data = form.cleaned_data
    chosen = data.get("contact", SOMEBODY_ELSE)
    by_name = not data["email"] and chosen != SOMEBODY_ELSE  # an address that was typed is what was meant
    contact = ContactAddress.objects.filter(uuid=chosen).first() if by_name else None
    organisation = Organisation.objects.get(uuid=data["organisation"])
    try:
        services.ask(
            actor=actor_of(request), organisation=organisation, email=data["email"], contact=contact, way=Way.PAGE
        )
    except DomainError as error:
        complain(form, error)
        return False
    return True


def _places(volunteer: Volunteer, sent: QueryDict | None) -> list[Waiting]:
    """Where something waits, longest first; the form that was sent is bound to what was sent. Two queries."""
    found = (
        services.waiting_for(volunteer)
        .filter(organisation__is_active=True)
        .values("organisation", "organisation__uuid", "organisation__name")
        .annotate(number=Count("pk"), total=Sum("minutes"), since=Min("submitted_at"))
        .order_by("since")[:MOST_PLACES]
    )
    rows = list(found)
    contacts: dict[int, list[ContactAddress]] = {}
    keys = [row["organisation"] for row in rows]
    for contact in ContactAddress.objects.filter(organisation__in=keys).order_by("label", "pk"):
        contacts.setdefault(contact.organisation_id, []).append(contact)
    return [
        Waiting(
            name=row["organisation__name"],
            number=row["number"],
            minutes=row["total"],
            form=AskForm(
                sent if sent and sent.get("organisation") == str(row["organisation__uuid"]) else None,
                organisation=row["organisation__uuid"],
                contacts=contacts.get(row["organisation"], []),
            ),
        )
        for row in rows
    ]
