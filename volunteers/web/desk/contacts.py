"""`/stelle/<uuid>/kontakte`: whom volunteers may ask by mail for their word, also without an account."""

import uuid as uuids

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError, Forbidden, NotFound
from backend.common.pages import complain, typed
from volunteers.models import ContactAddress, Evidence
from volunteers.services import contacts as services
from volunteers.services.links import evidence_of
from volunteers.web.desk.place import Desk, at_desk


class ContactForm(forms.Form):
    """A contact."""

    name = forms.CharField(
        label=gettext_lazy("Bezeichnung"),
        max_length=100,
        help_text=gettext_lazy("Zum Beispiel: Teamleitung Sprachcafé. Das lesen die Engagierten."),
    )
    email = forms.CharField(
        label=gettext_lazy("E-Mail-Adresse"),
        max_length=254,
        help_text=gettext_lazy("Die Adresse selbst lesen nur Sie hier."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def contacts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The contacts; managers add another one."""
    form = ContactForm(typed(request), label_suffix="") if desk.manages else None
    if request.method == "POST":
        if form is None:
            raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")
        if form.is_valid():
            try:
                services.add_contact(actor=desk.user, organisation=desk.organisation, **form.cleaned_data)
            except DomainError as error:
                complain(form, error)
            else:
                messages.success(request, _("Gespeichert."))
                return redirect("desk-contacts", desk.organisation.uuid)
    rows = [
        (contact, evidence_of(contact.address, desk.organisation) == Evidence.KNOWN_DOMAIN)
        for contact in ContactAddress.objects.filter(organisation=desk.organisation).order_by("label", "pk")
    ]
    context = {"desk": desk, "form": form, "rows": rows}
    return render(request, "volunteers/desk/contacts.html", context, status=400 if form and form.errors else 200)


@require_POST
@at_desk
def remove(request: HttpRequest, desk: Desk, contact: uuids.UUID) -> HttpResponse:
    """Offer one no longer."""
    found = ContactAddress.objects.filter(organisation=desk.organisation, uuid=contact).first()
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    services.remove_contact(actor=desk.user, contact=found)
    messages.success(request, _("Entfernt."))
    return redirect("desk-contacts", desk.organisation.uuid)
