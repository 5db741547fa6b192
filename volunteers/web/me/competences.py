"""`/ich/kompetenzen`: what one showed where one helped; propose it, see what became of it, take it back."""

import uuid as uuids
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.competences import pool
from volunteers.models import ClaimStatus, CompetenceClaim, HourEntry, Organisation, Volunteer
from volunteers.services import competences as services
from volunteers.web.me.own import actor_of, helping

MOST = 200  # claims on the page: a pool of fourteen, at each organisation


class ClaimForm(forms.Form):
    """A competence, where it was shown, and how."""

    competence = forms.ChoiceField(
        label=gettext_lazy("Was kannst du?"),
        error_messages={"required": gettext_lazy("Bitte wähle eine Kompetenz.")},
    )
    organisation = forms.UUIDField(
        label=gettext_lazy("Bei welcher Organisation hast du das gezeigt?"),
        widget=forms.Select(),
        error_messages={"required": gettext_lazy("Bitte wähle die Organisation.")},
    )
    example = forms.CharField(
        label=gettext_lazy("Ein Beispiel, in einem Satz"),
        help_text=gettext_lazy(
            "Was hast du getan? Zum Beispiel: „Hat in der Sprechstunde zwischen Ukrainisch und Deutsch übersetzt.“ "
            "Der Satz steht später auf deinem Nachweis."
        ),
        max_length=services.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Bitte beschreibe in einem Satz, was du getan hast.")},
    )

    def __init__(self, data: QueryDict | None, *, organisations: list[Organisation]) -> None:
        """`organisations` are those where the person helped."""
        super().__init__(data, label_suffix="")
        language = get_language() or "de"
        competence: Any = self.fields["competence"]
        competence.choices = [("", "–"), *((each.code, each.title(language)) for each in pool().values())]
        organisation: Any = self.fields["organisation"]
        known = [(str(each.uuid), each.name) for each in organisations]
        organisation.widget.choices = known if len(known) == 1 else [("", "–"), *known]


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def competences(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """The pool, one's own competences, and a form to propose one."""
    helped_at = HourEntry.objects.filter(volunteer=volunteer).values("organisation")
    organisations = list(Organisation.objects.filter(pk__in=helped_at).order_by("name", "pk"))
    form = ClaimForm(typed(request), organisations=organisations)
    if request.method == "POST" and form.is_valid() and _propose(request, volunteer, form, organisations):
        messages.success(request, _("Vorgeschlagen. Jetzt wartet der Vorschlag auf die Organisation."))
        return redirect("me-competences")
    language = get_language() or "de"
    claims = CompetenceClaim.objects.filter(volunteer=volunteer).select_related("organisation").order_by("-pk")[:MOST]
    context = {
        "form": form,
        "organisations": organisations,
        "claims": [(pool()[claim.competence].title(language), claim) for claim in claims],
        "pool": [(each.title(language), _described(each.description, language)) for each in pool().values()],
    }
    return render(request, "volunteers/me/competences.html", context)


@require_POST
@helping
def withdraw(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Take one back; twice is once."""
    claim = CompetenceClaim.objects.filter(volunteer=volunteer, uuid=uuid).select_related("volunteer").first()
    if claim is None:
        raise NotFound(_("Diesen Vorschlag gibt es nicht."))
    if claim.status != ClaimStatus.WITHDRAWN:
        services.withdraw(actor=actor_of(request), claim=claim)
    messages.success(request, _("Zurückgezogen. Auf künftigen Nachweisen steht das nicht mehr."))
    return redirect("me-competences")


def _propose(request: HttpRequest, volunteer: Volunteer, form: ClaimForm, organisations: list[Organisation]) -> bool:
    data = form.cleaned_data
    chosen = next((each for each in organisations if each.uuid == data["organisation"]), None)
    if chosen is None:
        form.add_error("organisation", _("Dort hast du noch keine Stunden eingetragen. Bitte wähle eine andere."))
        return False
    try:
        services.propose(
            actor=actor_of(request),
            volunteer=volunteer,
            organisation=chosen,
            competence=data["competence"],
            example=data["example"],
        )
    except DomainError as error:
        complain(form, error)
        return False
    return True


def _described(description: dict[str, str], language: str) -> str:
    return description.get(language) or description["de"]
