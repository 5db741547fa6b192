"""*Unterschriftenlisten*: those of an organisation, a new one, and how each stands."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import typed
from volunteers import sheet_codes
from volunteers.models import Activity, SheetStatus, SignInSheet, Volunteer, Way
from volunteers.services import sheets as services
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.sheet_form import DAYS, PEOPLE, SheetPlan, key_of

PAGE = 30
_FIELDS = {"days": DAYS[0], "volunteers": "people"}


@require_safe
@at_desk
def sheets(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open ones first; a code that somebody reads from the paper leads to its sheet."""
    typed_code = request.GET.get("code", "")
    code, complaint = sheet_codes.tidy(typed_code), ""
    if code:
        found = SignInSheet.objects.filter(organisation=desk.organisation, code=code).first()
        if found is not None:
            return HttpResponseRedirect(reverse("desk-sheet", args=[desk.organisation.uuid, found.uuid]))
        complaint = (
            _("Diese Liste gibt es bei Ihnen nicht.")
            if sheet_codes.is_sound(code)
            else _("In diesem Code ist ein Tippfehler. Er steht auf dem Papier unter dem QR-Code.")
        )
    own = SignInSheet.objects.filter(organisation=desk.organisation).exclude(status=SheetStatus.DISCARDED)
    page = Paginator(own.select_related("activity").order_by("-status", "-pk"), PAGE)
    context = {
        "desk": desk,
        "page": page.get_page(request.GET.get("seite")),
        "typed": typed_code[:20],
        "complaint": complaint,
    }
    return render(request, "volunteers/desk/sheets.html", context, status=400 if complaint else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_sheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the paper is to look like. From here it goes to its own page, with the file to print."""
    activities = list(
        Activity.objects.filter(organisation=desk.organisation)
        .on_offer(clock.today())
        .select_related("organisation")
        .order_by("title", "pk")
    )
    if not activities:
        return render(request, "volunteers/desk/sheet_new.html", {"desk": desk})
    people = list(Volunteer.objects.known_at(desk.organisation).order_by("name", "pk")[:PEOPLE])
    form = SheetPlan(
        typed(request),
        activities=activities,
        people=people,
        like=_like(desk, request.GET.get("wie", "")),
        activity=request.GET.get("taetigkeit", ""),
    )
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.make_sheet(actor=desk.user, way=Way.PAGE, **form.wishes())
        except DomainError as error:
            field = _FIELDS.get(error.field, error.field)
            form.add_error(field if field in form.fields else None, str(error.detail))
        else:
            messages.success(request, _("Angelegt. Jetzt können Sie die Liste drucken."))
            return HttpResponseRedirect(reverse("desk-sheet", args=[desk.organisation.uuid, sheet.uuid]))
    context = {"desk": desk, "form": form, "people": len(people)}
    return render(request, "volunteers/desk/sheet_new.html", context, status=400 if form.errors else 200)


@require_POST
@at_desk
def sheet_status(request: HttpRequest, desk: Desk, sheet: uuid.UUID) -> HttpResponse:
    """Close, reopen or discard."""
    found = sheet_of(desk, sheet)
    here = reverse("desk-sheet", args=[desk.organisation.uuid, found.uuid])
    try:
        match request.POST.get("tun"):
            case "abschliessen":
                services.close_sheet(actor=desk.user, sheet=found, way=Way.PAGE)
                messages.success(request, _("Abgeschlossen. In 90 Tagen löschen wir, wer auf der Liste stand."))
            case "oeffnen":
                services.reopen_sheet(actor=desk.user, sheet=found, way=Way.PAGE)
                messages.success(request, _("Wieder offen."))
            case "verwerfen":
                services.discard_sheet(actor=desk.user, sheet=found, way=Way.PAGE)
                messages.success(request, _("Verworfen. Bitte werfen Sie auch das Papier weg."))
                here = reverse("desk-sheets", args=[desk.organisation.uuid])
            case _:
                messages.info(request, _("Es ist alles, wie es war."))
    except DomainError as error:
        messages.error(request, str(error.detail))
    return HttpResponseRedirect(here)


def sheet_of(desk: Desk, key: uuid.UUID) -> SignInSheet:
    """The sheet of the address. Somebody else's is 404."""
    found = (
        SignInSheet.objects.filter(organisation=desk.organisation, uuid=key)
        .select_related("organisation", "activity")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    return found


def _like(desk: Desk, text: str) -> SignInSheet | None:
    key = key_of(text)
    if key is None:
        return None
    own = SignInSheet.objects.filter(organisation=desk.organisation, uuid=key, emptied_at=None)
    return own.select_related("activity").prefetch_related("rows__volunteer").first()
