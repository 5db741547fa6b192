"""The Ehrenamtskarte at an organisation's desk: confirm what goes to the municipality, and say which paper was seen."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from recognition.models import AnnexPart, AnnexPartStatus, Waiver, WaiverKind
from recognition.services import annexes, waivers
from volunteers.models import Volunteer
from volunteers.services.confirming import is_same_person
from volunteers.web.desk.place import Desk, at_desk

PAGE = 20


class WaiverForm(forms.Form):
    """Which paper, and for which days."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Welches Papier haben Sie gesehen?"),
        help_text=gettext_lazy(
            "Bei Feuerwehr, Katastrophenschutz und Rettungsdienst: aktiv, mit abgeschlossener Grundausbildung."
        ),
        choices=WaiverKind.choices,
        widget=forms.RadioSelect,
    )
    held_since = forms.DateField(
        label=gettext_lazy("Gültig seit"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    held_until = forms.DateField(
        label=gettext_lazy("Gültig bis"),
        help_text=gettext_lazy("Auf der Juleica steht es. Sonst können Sie es frei lassen."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


@require_safe
@at_desk
def parts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What people need confirmed for their annex; what waits comes first, the oldest before the others."""
    return _list(request, desk)


@require_POST
@at_desk
def decide(request: HttpRequest, desk: Desk, part: uuid.UUID) -> HttpResponse:
    """Confirm, or not, with a reason."""
    found = (
        AnnexPart.objects.standing()
        .filter(organisation=desk.organisation, uuid=part)
        .select_related("annex__volunteer", "annex__rule", "organisation")
        .first()
    )
    if found is None:
        raise NotFound(
            _("Das gibt es nicht, oder nicht für Sie. Vielleicht wurde inzwischen eine neue Anlage angelegt.")
        )
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("tun") == "ablehnen":
            annexes.decline(actor=desk.user, part=found, reason=reason)
            messages.success(request, _("Nicht bestätigt. Die Person liest Ihren Grund."))
        else:
            annexes.confirm(actor=desk.user, part=found)
            messages.success(request, _("Bestätigt. Das steht jetzt auf der Anlage der Person."))
    except DomainError as error:
        found.refresh_from_db()
        return _list(request, desk, refused={"part": found, "error": error, "reason": reason})
    return HttpResponseRedirect(reverse("desk-annexes", args=[desk.organisation.uuid]))


def _list(request: HttpRequest, desk: Desk, refused: dict[str, Any] | None = None) -> HttpResponse:
    here = AnnexPart.objects.standing().filter(organisation=desk.organisation)
    asked = here.filter(status=AnnexPartStatus.ASKED).order_by("pk")
    decided = here.exclude(status=AnnexPartStatus.ASKED).order_by("-decided_at", "-pk")
    page = Paginator(asked.select_related("annex__volunteer"), PAGE).get_page(request.GET.get("seite"))
    shown = [*page, *decided.select_related("annex__volunteer", "decided_by")[:PAGE]]
    rows = [
        {
            "part": part,
            "own": is_same_person(
                actor=desk.user, user_id=part.annex.volunteer.user_id, email=part.annex.volunteer.email
            ),
            "years": [(year, minutes) for year, minutes in sorted(part.by_year.items()) if minutes],
            "weekly": _weekly(part),
            "refused": refused if refused and refused["part"] == part else None,
        }
        for part in shown
    ]
    elsewhere = refused if refused and not any(row["refused"] for row in rows) else None
    context = {"desk": desk, "page": page, "rows": rows, "elsewhere": elsewhere}
    return render(request, "recognition/desk_annexes.html", context, status=409 if refused else 200)


def _weekly(part: AnnexPart) -> int:
    """Minutes a week on average in the twelve months up to the annex's last day."""
    ((first, last),) = annexes.spans(part.annex.period_end, 1)
    return part.by_span[0] // (((last - first).days + 1) // 7)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def waiver(request: HttpRequest, desk: Desk, volunteer: uuid.UUID) -> HttpResponse:
    """What this organisation saw of one person; a POST adds one, or takes one back that is named in it."""
    person = Volunteer.objects.known_at(desk.organisation).filter(uuid=volunteer).first()
    if person is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    own = Waiver.objects.counting().filter(organisation=desk.organisation, volunteer=person)
    here = HttpResponseRedirect(reverse("desk-waiver", args=[desk.organisation.uuid, person.uuid]))
    if request.method == "POST" and "zuruecknehmen" in request.POST:
        back = _named(request.POST["zuruecknehmen"], list(own.select_related("volunteer", "organisation")))
        waivers.withdraw(actor=desk.user, waiver=back)
        messages.success(request, _("Zurückgenommen."))
        return here
    form = WaiverForm(typed(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            waivers.record(actor=desk.user, volunteer=person, organisation=desk.organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Eingetragen. Die Person sieht es auf ihrer Seite zur Ehrenamtskarte."))
            return here
    context = {"desk": desk, "person": person, "form": form, "waivers": own.order_by("kind", "pk")}
    return render(request, "recognition/desk_waiver.html", context, status=400 if form.errors else 200)


def _named(key: str, own: list[Waiver]) -> Waiver:
    for one in own:
        if str(one.uuid) == key:
            return one
    raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
