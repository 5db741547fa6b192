"""*Leute*: who is known here, whose record the organisation keeps, who acts for it, and how others are invited."""

import datetime as dt
import uuid

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import HourEntry, Membership, Volunteer, VolunteerCard
from volunteers.services import people as services
from volunteers.text import tidy
from volunteers.web.desk.forms import MemberForm, PersonForm
from volunteers.web.desk.place import Desk, at_desk

PAGE = 50


def _here(name: str, desk: Desk, *more: uuid.UUID) -> str:
    return reverse(name, args=[desk.organisation.uuid, *more])


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody known here with their hours of this year. A POST searches: a name has no place in an address."""
    sought = tidy(request.POST.get("suche", ""))[:200]
    known: QuerySet[Volunteer] = Volunteer.objects.known_at(desk.organisation).order_by("name", "pk")
    if sought:
        known = known.filter(name__icontains=sought) | known.filter(name_latin__icontains=sought)
    page = Paginator(known, PAGE).get_page(1 if sought else request.GET.get("seite"))
    today = clock.today()
    year = (
        HourEntry.objects.confirmed()
        .filter(organisation=desk.organisation, volunteer__in=[person.pk for person in page])
        .in_period(dt.date(today.year, 1, 1), today)
    )
    minutes = dict(year.values_list("volunteer").annotate(total=Sum("counted")).order_by())
    rows = [{"person": person, "minutes": minutes.get(person.pk, 0), "kept": _is_kept(person, desk)} for person in page]
    context = {"desk": desk, "page": page, "rows": rows, "year": today.year, "sought": sought}
    return render(request, "volunteers/desk/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_person(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A record for somebody without an account."""
    form = PersonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        namesake = Volunteer.objects.known_at(desk.organisation).filter(name=tidy(form.cleaned_data["name"])).first()
        if namesake is not None and "trotzdem" not in request.POST:
            context = {"desk": desk, "form": form, "namesake": namesake}
            return render(request, "volunteers/desk/person.html", context, status=409)
        try:
            person = services.keep_volunteer(actor=desk.user, organisation=desk.organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Angelegt: %(name)s") % {"name": person.name})
            return HttpResponseRedirect(_here("desk-people", desk))
    return render(
        request, "volunteers/desk/person.html", {"desk": desk, "form": form}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def person(request: HttpRequest, desk: Desk, volunteer: uuid.UUID) -> HttpResponse:
    """One person known here. Their name is changed where the organisation keeps the record, else they do it."""
    found = Volunteer.objects.known_at(desk.organisation).filter(uuid=volunteer).first()
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    if not _is_kept(found, desk):
        if request.method == "POST":
            services.rename_volunteer(actor=desk.user, volunteer=found)  # refuses
        context = {"desk": desk, "person": found, "cards": _cards(found, desk)}
        return render(request, "volunteers/desk/person.html", context)
    form = PersonForm(typed(request), initial=PersonForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_kept(actor=desk.user, volunteer=found, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Gespeichert. Urkunden, die es schon gibt, bleiben, wie sie sind."))
            return HttpResponseRedirect(_here("desk-people", desk))
    context = {"desk": desk, "person": found, "form": form, "cards": _cards(found, desk)}
    return render(request, "volunteers/desk/person.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def members(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who acts for the organisation; its managers give roles."""
    form = MemberForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(actor=desk.user, organisation=desk.organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(
                request, _("Die Rolle ist vergeben. Bitte sagen Sie der Person, dass sie sich anmelden kann.")
            )
            return HttpResponseRedirect(_here("desk-members", desk))
    current = (
        Membership.objects.visible_to(desk.user)
        .current()
        .filter(organisation=desk.organisation)
        .select_related("user")
        .order_by("-role", "user__name", "pk")
    )
    context = {"desk": desk, "form": form, "members": current}
    return render(request, "volunteers/desk/members.html", context, status=400 if form.errors else 200)


@require_POST
@at_desk
def end_member(request: HttpRequest, desk: Desk, membership: uuid.UUID) -> HttpResponse:
    """End a role, one's own too. The last manager stays."""
    found = Membership.objects.visible_to(desk.user).filter(uuid=membership, organisation=desk.organisation).first()
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    own = found.user_id == desk.user.pk
    try:
        services.end_membership(actor=desk.user, membership=found)
    except DomainError as error:
        messages.error(request, str(error.detail))
        return HttpResponseRedirect(_here("desk-members", desk))
    messages.success(request, _("Die Zugehörigkeit ist beendet."))
    return HttpResponseRedirect(reverse("my-page") if own else _here("desk-members", desk))


@require_safe
@at_desk
def invite(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A poster to print: the way to this organisation's activities, as a code for telephones and in letters."""
    address = request.build_absolute_uri(reverse("directory-organisation", args=[desk.organisation.uuid]))
    code = segno.make(address, error="m", micro=False)
    # Made here of black and white squares only; the address stands in none of its attributes.
    drawing = mark_safe(code.svg_inline(scale=8, border=4, omitsize=True, title=None))  # noqa: S308
    return render(request, "volunteers/desk/invite.html", {"desk": desk, "address": address, "drawing": drawing})


def _is_kept(person: Volunteer, desk: Desk) -> bool:
    return person.user_id is None and person.kept_by_id == desk.organisation.pk


def _cards(person: Volunteer, desk: Desk) -> QuerySet[VolunteerCard]:
    """Which cards the person holds, as this organisation imported them."""
    return VolunteerCard.objects.visible_to(desk.user).filter(volunteer=person, organisation=desk.organisation)
