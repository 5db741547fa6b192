"""`/ich/plaene`: the weeks one agreed on with an organisation; propose one, agree, end."""

import uuid as uuids

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Activity, HourEntry, HourStatus, PlanSide, Volunteer, Way, WeeklyPlan
from volunteers.services import plans as services
from volunteers.web.me.own import actor_of, helping
from volunteers.web.plans import PlanForm, shown

MOST = 100  # plans on the page, the newest
_LOOKED_BACK = 100  # entries among which one's activities are found


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def plans(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What is proposed and agreed, and a form for another one."""
    activities = _own_activities(volunteer)
    form = PlanForm(typed(request), asked=request.GET, activities=activities)
    if request.method == "POST" and form.is_valid() and form.chosen_activity is not None:
        said = {name: form.cleaned_data[name] for name in ("weekdays", "minutes", "tolerance", "starts_on", "ends_on")}
        try:
            services.propose(
                actor=actor_of(request), volunteer=volunteer, activity=form.chosen_activity, way=Way.PAGE, **said
            )
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Vorgeschlagen. Sobald die Organisation zustimmt, gilt dein Wochenplan."))
            return redirect("me-plans")
    found = (
        WeeklyPlan.objects.filter(volunteer=volunteer)
        .with_state()
        .select_related("activity", "organisation")
        .order_by("-pk")[:MOST]
    )
    rows = [shown(plan, answers=plan.side == PlanSide.ORGANISATION) for plan in found]
    context = {"form": form, "rows": rows, "activities": activities}
    return render(request, "volunteers/me/plans.html", context, status=400 if form.errors else 200)


@require_POST
@helping
def plan(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Agree, or end."""
    found = (
        WeeklyPlan.objects.filter(volunteer=volunteer, uuid=uuid).select_related("volunteer", "organisation").first()
    )
    if found is None:
        raise NotFound(_("Diesen Wochenplan gibt es nicht."))
    try:
        if request.POST.get("tun") == "zustimmen":
            services.agree(actor=actor_of(request), plan=found, way=Way.PAGE)
            messages.success(request, _("Vereinbart. Was dazu passt, ist ab jetzt sofort bestätigt."))
        else:
            services.end(actor=actor_of(request), plan=found, way=Way.PAGE)
            messages.success(request, _("Beendet. Was schon bestätigt ist, bleibt bestätigt."))
    except DomainError as error:
        messages.error(request, str(error.detail))
    return redirect("me-plans")


def _own_activities(volunteer: Volunteer) -> list[Activity]:
    """Where one helped lately and hours are still taken, the newest first. Two queries."""
    last = (
        HourEntry.objects.filter(volunteer=volunteer)
        .exclude(status=HourStatus.WITHDRAWN)
        .order_by("-pk")
        .values_list("activity_id", flat=True)[:_LOOKED_BACK]
    )
    keys = list(dict.fromkeys(last))
    found = Activity.objects.filter(organisation__is_active=True).select_related("organisation").in_bulk(keys)
    return [found[key] for key in keys if key in found]
