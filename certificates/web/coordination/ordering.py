"""Ordering one certificate, with its picture beside the form before anything is ordered."""

import base64
import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.idempotency import once_from_form
from backend.common.pages import complain, typed
from backend.common.throttling import may_preview
from certificates.models import CertificateKind
from certificates.services import ordering, previews, trying
from certificates.web.coordination.fields import (
    BesideField,
    Day,
    IssuerField,
    LanguageField,
    OnceField,
    VersionField,
    published_for,
)
from tasks.certificates import wake
from volunteers.models import HourEntry, Organisation, User, Volunteer
from volunteers.reach import reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

MOST_TRAININGS = 20


class OrderForm(forms.Form):
    """What `ordering.request_certificate` asks for."""

    once = OnceField()
    kind = forms.ChoiceField(
        label=gettext_lazy("Was soll es sein?"),
        choices=CertificateKind.choices,
        initial=CertificateKind.RECORD,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    start = Day(label=gettext_lazy("Stunden von"))
    end = Day(label=gettext_lazy("Stunden bis"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="uuid",
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("alle"),
    )
    ongoing = forms.BooleanField(label=gettext_lazy("Das Engagement geht weiter"), required=False)
    issuer = IssuerField()
    template = VersionField()
    language = LanguageField()
    beside = BesideField()
    role = forms.CharField(
        label=gettext_lazy("Funktion"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Zum Beispiel „Leitung der Sprechrunde“."),
    )
    trainings = forms.CharField(
        label=gettext_lazy("Schulungen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Eine in jeder Zeile."),
    )
    text = forms.CharField(
        label=gettext_lazy("Eigene Worte"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    age_affirmed = forms.BooleanField(
        label=gettext_lazy("Die Person ist mindestens 14 Jahre alt"),
        required=False,
        help_text=gettext_lazy("Nur für einen Kompetenznachweis, wenn kein Geburtsdatum bekannt ist."),
    )

    def __init__(self, user: User, person: Volunteer, *args: Any, **kwargs: Any) -> None:
        """Offers the organisations where the person helped, as far as the user coordinates them."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        helped = HourEntry.objects.in_scope(reach_of(user)).counting().filter(volunteer=person)
        fields["organisation"].queryset = Organisation.objects.filter(pk__in=helped.values("organisation"))
        fields["issuer"].offer(user)
        fields["template"].queryset = published_for(user)

    def clean_trainings(self) -> list[str]:
        """The lines with something on them."""
        lines = [line.strip() for line in self.cleaned_data["trainings"].splitlines() if line.strip()]
        if len(lines) > MOST_TRAININGS:
            raise forms.ValidationError(
                _("Höchstens %(most)s Schulungen passen auf ein Blatt."), params={"most": MOST_TRAININGS}
            )
        return lines

    def wish(self) -> dict[str, Any]:
        """The order itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def new(request: HttpRequest) -> HttpResponse:
    """First whom, then what; `action=preview` presses a picture and orders nothing."""
    try:
        key = uuid.UUID(request.GET.get("person", ""))
    except ValueError:
        return redirect(f"{reverse('coordination-people')}?fuer=neu")
    actor = actor_of(request)
    person = get_object_or_404(Volunteer.objects.visible_to(actor), uuid=key)
    today = clock.today()
    initial = {"start": today.replace(month=1, day=1), "end": today}
    form = OrderForm(actor, person, typed(request), initial=initial)
    context: dict[str, Any] = {"form": form, "person": person}
    if request.method == "POST" and request.POST.get("action") == "preview":
        context |= _picture(request, form, person)
        part = "preview" if request.headers.get("HX-Request") else "certificate_new"
        return render(request, f"certificates/coordination/{part}.html", context, status=400 if form.errors else 200)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once_from_form(request, lambda: _order(actor, person, form)))
        except DomainError as error:
            _complain(form, error)
    return render(
        request, "certificates/coordination/certificate_new.html", context, status=400 if form.errors else 200
    )


def _complain(form: OrderForm, error: DomainError) -> None:
    """The service knows the period by another name."""
    error.field = {"period_start": "start", "period_end": "end"}.get(error.field, error.field)
    complain(form, error)


def _order(actor: User, person: Volunteer, form: OrderForm) -> str:
    certificate = ordering.request_certificate(actor=actor, volunteer=person, **form.wish())
    transaction.on_commit(wake, robust=True)
    return reverse("coordination-certificate", args=[certificate.uuid])


def _picture(request: HttpRequest, form: OrderForm, person: Volunteer) -> dict[str, str]:
    """The picture as it stands in the page, or the reason why there is none; that stands at its field, too."""
    if not may_preview(request):
        return {"no_picture": _("Das waren viele Vorschauen. In einer Minute geht es weiter.")}
    if not form.is_valid():
        return {"no_picture": _("Für eine Vorschau fehlt noch etwas: bitte sehen Sie die Angaben durch.")}
    try:
        picture = trying.preview_order(
            actor=actor_of(request), width=previews.WIDTHS["medium"], volunteer=person, **form.wish()
        )
    except DomainError as error:
        _complain(form, error)
        return {"no_picture": str(error.detail)}
    return {"picture": "data:image/png;base64," + base64.b64encode(picture).decode()}
