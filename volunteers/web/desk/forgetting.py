"""`…/leute/<uuid>/loeschen`: somebody without account asked to be forgotten; the management writes it down."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Erasure, Volunteer
from volunteers.services import asking
from volunteers.web.desk.place import Desk, at_desk


class ForgetForm(forms.Form):
    """How the wish came."""

    evidence = forms.CharField(
        label=gettext_lazy("Wie hat die Person darum gebeten?"),
        help_text=gettext_lazy(
            "Zum Beispiel: mündlich am 3. März, oder mit einem Brief. Auch das wird später gelöscht."
        ),
        max_length=500,
        error_messages={"required": gettext_lazy("Bitte sagen Sie, wie die Person darum gebeten hat.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def forget(request: HttpRequest, desk: Desk, volunteer: uuid.UUID) -> HttpResponse:
    """What goes and what stays; a POST asks, another takes it back while it waits."""
    person = (
        Volunteer.objects.known_at(desk.organisation)
        .filter(uuid=volunteer, user=None, kept_by=desk.organisation)
        .first()
    )
    if person is None or not desk.manages:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    waiting = Erasure.objects.open().filter(volunteer=person).first()
    form = ForgetForm(typed(request), label_suffix="")
    if request.method == "POST" and waiting is not None:
        asking.cancel(actor=desk.user, erasure=waiting)
        messages.success(request, _("Zurückgenommen. Es bleibt alles, wie es ist."))
        return _back(desk, person)
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_for_kept(actor=desk.user, volunteer=person, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Festgehalten. In sieben Tagen wird gelöscht; bis dahin geht es zurück."))
            return _back(desk, person)
    context = {"desk": desk, "person": person, "form": form, "waiting": waiting}
    return render(request, "volunteers/desk/forget.html", context, status=400 if form.errors else 200)


def _back(desk: Desk, person: Volunteer) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-person-forget", args=[desk.organisation.uuid, person.uuid]))
