"""*Wochenpläne*: what is agreed with whom, what it confirmed by itself, and a form for another one."""

import contextlib
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Activity, PlanConfirmation, PlanSide, Volunteer, Way, WeeklyPlan
from volunteers.services import plans as services
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.plans import PlanForm, shown

PAGE = 50
LATEST = 30  # entries listed of what plans confirmed
PEOPLE = 300  # names to choose from


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def plans(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Plans, those that wait for the organisation's word first; a POST proposes one."""
    here = desk.organisation
    activities = list(
        Activity.objects.filter(organisation=here)
        .on_offer(clock.today())
        .select_related("organisation")
        .order_by("title")
    )
    people = _people(desk, request.GET.get("person", "") or request.POST.get("person", ""))
    choices = [(str(key), name) for key, name in people]
    form = PlanForm(typed(request), asked=request.GET, activities=activities, people=choices)
    if request.method == "POST" and form.is_valid() and _propose(request, desk, form):
        return HttpResponseRedirect(request.path)
    found = (
        WeeklyPlan.objects.filter(organisation=here)
        .with_sums()
        .with_state()
        .select_related("activity", "volunteer", "confirmer")
        .order_by(F("ended_at").asc(nulls_first=True), F("agreed_at").asc(nulls_first=True), "-pk")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("seite"))
    rows = [
        shown(plan, answers=plan.side == PlanSide.VOLUNTEER, own=services.is_person(desk.user, plan.volunteer))
        for plan in page
    ]
    latest = PlanConfirmation.objects.latest_at(here.pk).select_related("entry__volunteer", "entry__activity")[:LATEST]
    context = {"desk": desk, "form": form, "page": page, "rows": rows, "latest": latest, "people": people}
    return render(request, "volunteers/desk/plans.html", context, status=400 if form.errors else 200)


@require_POST
@at_desk
def plan(request: HttpRequest, desk: Desk, plan: uuid.UUID) -> HttpResponse:
    """Agree, or end."""
    found = (
        WeeklyPlan.objects.filter(organisation=desk.organisation, uuid=plan)
        .select_related("volunteer", "organisation")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    try:
        if request.POST.get("tun") == "zustimmen":
            services.agree(actor=desk.user, plan=found, way=Way.PAGE)
            messages.success(request, _("Vereinbart. Was dazu passt, wird ab jetzt in Ihrem Namen bestätigt."))
        else:
            services.end(actor=desk.user, plan=found, way=Way.PAGE)
            messages.success(request, _("Beendet. Was schon bestätigt ist, bleibt bestätigt."))
    except DomainError as error:
        messages.error(request, str(error.detail))
    return HttpResponseRedirect(reverse("desk-plans", args=[desk.organisation.uuid]))


def _propose(request: HttpRequest, desk: Desk, form: PlanForm) -> bool:
    said = form.cleaned_data
    volunteer = Volunteer.objects.known_at(desk.organisation).filter(uuid=said["person"]).first()
    if volunteer is None or form.chosen_activity is None:
        form.add_error("person", _("Diese Person kennen wir hier nicht."))
        return False
    terms = {name: said[name] for name in ("weekdays", "minutes", "tolerance", "starts_on", "ends_on")}
    try:
        services.propose(actor=desk.user, volunteer=volunteer, activity=form.chosen_activity, way=Way.PAGE, **terms)
    except DomainError as error:
        if error.field == "volunteer":
            form.add_error("person", str(error.detail))
        else:
            complain(form, error)
        return False
    messages.success(request, _("Vorgeschlagen. Der Wochenplan gilt, sobald die Person zustimmt."))
    return True


def _people(desk: Desk, linked: str) -> list[tuple[uuid.UUID, str]]:
    """Who helps here and has an account, by name; who is linked to is among them."""
    known = Volunteer.objects.known_at(desk.organisation).filter(user__isnull=False)
    rows = list(known.order_by("name", "pk").values_list("uuid", "name")[:PEOPLE])
    if len(rows) == PEOPLE and linked and linked not in {str(key) for key, _name in rows}:
        with contextlib.suppress(ValueError):
            rows += known.filter(uuid=uuid.UUID(linked)).values_list("uuid", "name")
    return rows
