"""*Sicherheit*: take a whole district out of public sight when threats come; and the texts that people agree to."""

import uuid
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from recognition.models import ListStatus, RecognitionList
from volunteers.models import PUBLIC_THANKS, District, DistrictHiding, Organisation
from volunteers.reach import Reach, reach_of
from volunteers.services import consent_texts, safety
from volunteers.web.coordinating import actor_of, coordinators_only

EARLIER = 20  # districts that were hidden once


class HideForm(forms.Form):
    """Which district, and why."""

    district = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        help_text=gettext_lazy("Für das Protokoll; die Öffentlichkeit liest ihn nicht. Bitte keine Namen."),
        max_length=safety.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        """Offers what that reach coordinates and is not hidden."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.choices = [("", _("Bitte wählen")), *_choices(reach)]


def _choices(reach: Reach) -> list[tuple[str, str]]:
    rows = District.objects.exclude(pk__in=DistrictHiding.objects.standing().values("district"))
    return (rows if reach.everything else rows.filter(pk__in=reach.districts)).choices(clock.today())


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """What is hidden now and was before; a POST hides a district."""
    user, reach = actor_of(request), reach_of(request.user)
    form = HideForm(reach, typed(request))
    if request.method == "POST" and form.is_valid():
        district = District.objects.get(ags=form.cleaned_data["district"])
        try:
            safety.hide_district(actor=user, district=district, reason=form.cleaned_data["reason"])
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(
                request,
                _("%(district)s ist verborgen. Spätestens in einer Minute ist auch in Zwischenspeichern nichts mehr.")
                % {"district": district.name},
            )
            return redirect("coordination-safety")
    hidings = DistrictHiding.objects.visible_to(user).select_related(
        "district", "reason", "hidden_by", "asked_by", "shown_by"
    )
    context = {
        "form": form,
        "may_hide": reach.everything or bool(reach.districts),
        "hidden": _rows(list(hidings.standing().order_by("-pk")), user.pk),
        "earlier": hidings.exclude(shown_at=None).order_by("-pk")[:EARLIER],
        "texts": list(consent_texts.current(purpose=PUBLIC_THANKS, language=consent_texts.GERMAN).values()),
    }
    return render(request, "coordination/safety.html", context, status=400 if form.errors else 200)


def _rows(hidden: list[DistrictHiding], user: int) -> list[dict[str, Any]]:
    """Hidden districts, how much of each is out of sight, and whether it is for others to agree. Two queries."""
    keys = [hiding.district_id for hiding in hidden]
    here = Organisation.objects.filter(is_active=True, district__in=keys).order_by()
    organisations = dict(here.values_list("district").annotate(number=Count("pk")))
    lists = Counter(
        district or of_organisation
        for district, of_organisation in RecognitionList.objects.filter(status=ListStatus.PUBLISHED)
        .filter(Q(district__in=keys) | Q(organisation__district__in=keys))
        .values_list("district", "organisation__district")
    )
    return [
        {
            "hiding": hiding,
            "organisations": organisations.get(hiding.district_id, 0),
            "lists": lists[hiding.district_id],
            "own": hiding.asked_by_id == user,
        }
        for hiding in hidden
    ]


@require_POST
@coordinators_only
def decide(request: HttpRequest, hiding: uuid.UUID) -> HttpResponse:
    """Ask to show a district again, agree as the second person, or keep it hidden."""
    user = actor_of(request)
    found = get_object_or_404(DistrictHiding.objects.visible_to(user).select_related("district"), uuid=hiding)
    reason, wish = request.POST.get("reason", ""), request.POST.get("tun")
    try:
        if wish == "zeigen":
            safety.show_district(actor=user, hiding=found)
            messages.success(request, _("%(district)s wird wieder gezeigt.") % {"district": found.district.name})
        elif wish == "verborgen":
            safety.keep_hidden(actor=user, hiding=found, reason=reason)
            messages.success(request, _("%(district)s bleibt verborgen.") % {"district": found.district.name})
        else:
            safety.ask_to_show(actor=user, hiding=found, reason=reason)
            messages.success(request, _("Beantragt. Jetzt muss eine zweite Person zustimmen."))
    except DomainError as error:
        messages.error(request, str(error.detail))
    return redirect("coordination-safety")
