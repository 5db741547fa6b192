"""*Tätigkeiten* and the organisation's own data."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Activity
from volunteers.services import directory
from volunteers.web.desk.forms import ActivityForm, ProfileForm
from volunteers.web.desk.place import Desk, at_desk

PAGE = 50


@require_safe
@at_desk
def activities(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the organisation offers, those that ended last."""
    offered = Activity.objects.filter(organisation=desk.organisation).select_related("field", "district")
    page = Paginator(offered.order_by("title", "pk"), PAGE).get_page(request.GET.get("seite"))
    today = clock.today()
    rows = [{"activity": one, "over": one.ends_on is not None and one.ends_on < today} for one in page]
    return render(request, "volunteers/desk/activities.html", {"desk": desk, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_activity(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new one."""
    form = ActivityForm(typed(request), initial={"district": desk.organisation.district_id})
    if request.method == "POST" and form.is_valid():
        try:
            directory.create_activity(actor=desk.user, organisation=desk.organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            return _saved(request, desk)
    context = {"desk": desk, "form": form}
    return render(request, "volunteers/desk/activity.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def activity(request: HttpRequest, desk: Desk, activity: uuid.UUID) -> HttpResponse:
    """Change one."""
    found = (
        Activity.objects.filter(organisation=desk.organisation, uuid=activity)
        .select_related("organisation", "field", "district")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    form = ActivityForm(typed(request), initial=ActivityForm.of(found), activity=found)
    title = found.title
    if request.method == "POST" and form.is_valid():
        try:
            directory.update_activity(actor=desk.user, activity=found, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            return _saved(request, desk)
    context = {"desk": desk, "form": form, "title": title}
    return render(request, "volunteers/desk/activity.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def profile(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the public reads of the organisation. Others than its managers read it here, too, and change nothing."""
    organisation = desk.organisation
    form = ProfileForm(typed(request), initial=ProfileForm.of(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            directory.update_organisation(actor=desk.user, organisation=organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Gespeichert."))
            return HttpResponseRedirect(reverse("desk-profile", args=[organisation.uuid]))
    context = {"desk": desk, "form": form}
    return render(request, "volunteers/desk/profile.html", context, status=400 if form.errors else 200)


def _saved(request: HttpRequest, desk: Desk) -> HttpResponse:
    messages.success(request, _("Gespeichert."))
    return HttpResponseRedirect(reverse("desk-activities", args=[desk.organisation.uuid]))
