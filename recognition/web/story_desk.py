"""`/stelle/…/beispiele`: what an organisation tells, whom it asks, and what it adopts from others."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError, Invalid
from backend.common.pages import complain, typed
from backend.common.uploads import is_too_large, read_up_to
from recognition.models import Story, StoryAdoption, StoryPerson
from recognition.services import adopting, stories, story_people, story_pictures
from recognition.web.stories import StoryFilter
from recognition.web.story_forms import PictureForm, StoryForm
from volunteers.models import District, FieldOfAction, ProtocolEvent, Volunteer
from volunteers.web.desk.place import Desk, at_desk

PAGE = 30
FOUND = 10  # people that a search shows
EVENTS = 30


@require_safe
@at_desk
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One's own, those last changed first; and what one adopted."""
    own = Story.objects.filter(organisation=desk.organisation).with_adoptions().defer("text", "needs", "audience")
    page = Paginator(own.order_by("-changed_at", "-pk"), PAGE).get_page(request.GET.get("seite"))
    adopted = StoryAdoption.objects.standing().filter(organisation=desk.organisation).select_related("story")
    context = {"desk": desk, "page": page, "adopted": adopted.order_by("-pk")[:PAGE], "tab": "own"}
    return render(request, "recognition/stories/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A draft."""
    form = StoryForm(desk.organisation, typed(request), initial={"district": desk.organisation.district_id})
    if request.method == "POST" and form.is_valid():
        try:
            made = stories.create_story(actor=desk.user, organisation=desk.organisation, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Der Entwurf ist gespeichert. Jetzt fehlt noch ein Bild, wenn Sie möchten."))
            return redirect("desk-story", desk.organisation.uuid, made.uuid)
    context = {"desk": desk, "form": form, "story": None}
    return render(request, "recognition/stories/write.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def change(request: HttpRequest, desk: Desk, story: uuids.UUID) -> HttpResponse:
    """Other words for a draft."""
    found = _own(desk, story)
    form = StoryForm(desk.organisation, typed(request), initial=StoryForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            stories.change_story(actor=desk.user, story=found, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("desk-story", desk.organisation.uuid, found.uuid)
    context = {"desk": desk, "form": form, "story": found}
    return render(request, "recognition/stories/write.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def one(request: HttpRequest, desk: Desk, story: uuids.UUID) -> HttpResponse:
    """It as others would read it, who is in it, and each step that may come next."""
    found = _own(desk, story)
    refusal = ""
    if request.method == "POST":
        try:
            gone = _step(request, desk, found)
        except DomainError as error:
            refusal = str(error.detail)
            found = _own(desk, story)
        else:
            if gone:
                return redirect("desk-stories", desk.organisation.uuid)
            return redirect("desk-story", desk.organisation.uuid, found.uuid)
    today, words = clock.today(), request.GET.get("wer", "").strip()[:100]
    holds = Exists(StoryPerson.objects.agreeing(today).filter(pk=OuterRef("pk")))
    people = found.people.select_related("volunteer").annotate(agrees=holds).order_by("volunteer__name", "pk")
    known = Volunteer.objects.known_at(desk.organisation).exclude(pk__in=people.values("volunteer"))
    context = {
        "desk": desk,
        "story": found,
        "people": [(one, _paper(desk, one)) for one in people],
        "words": words,
        "found": known.filter(name__icontains=words).order_by("name", "pk")[:FOUND] if words else [],
        "adoptions": found.adoptions.standing().select_related("organisation").order_by("organisation__name"),
        "events": ProtocolEvent.objects.filter(subject=found.uuid).select_related("reason").order_by("-pk")[:EVENTS],
        "visible": found.status == "published" and Story.objects.publicly_listed(today).filter(pk=found.pk).exists(),
        "refusal": refusal,
    }
    return render(request, "recognition/stories/desk_story.html", context, status=409 if refusal else 200)


@read_up_to(story_pictures.MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def picture(request: HttpRequest, desk: Desk, story: uuids.UUID) -> HttpResponse:
    """A picture for a draft, or none any more."""
    found = _own(desk, story)
    had = getattr(found, "picture", None)
    initial = {"alt": had.alt, "shows": had.shows} if had else {}
    form = PictureForm(typed(request), initial=initial)
    if request.method == "POST":
        try:
            if request.POST.get("tun") == "weg":
                story_pictures.remove_picture(actor=desk.user, story=found)
                messages.success(request, _("Das Bild ist weg."))
                return redirect("desk-story", desk.organisation.uuid, found.uuid)
            data = _file(request)
            if form.is_valid():
                story_pictures.set_picture(actor=desk.user, story=found, data=data, **form.cleaned_data)
                messages.success(request, _("Das Bild ist da. Was die Kamera hineinschrieb, haben wir weggelassen."))
                return redirect("desk-story", desk.organisation.uuid, found.uuid)
        except DomainError as error:
            form.is_valid()
            complain(form, error)
    context = {"desk": desk, "form": form, "story": found, "had": had}
    return render(request, "recognition/stories/picture.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def adopt(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What others tell, to do likewise."""
    today = clock.today()
    if request.method == "POST":
        _adopt(request, desk)
        return redirect(request.get_full_path())
    form = StoryFilter(request, kreis=District.objects.choices(today), feld=FieldOfAction.objects.choices(today))
    others = Story.objects.publicly_listed(today).exclude(organisation=desk.organisation).with_adoptions()
    rows = others.about(district=form.value("kreis"), field=form.value("feld")).select_related("organisation", "field")
    page = Paginator(rows.defer("text", "needs", "audience"), PAGE).get_page(request.GET.get("seite"))
    standing = StoryAdoption.objects.standing().filter(
        organisation=desk.organisation, story__in=[one.pk for one in page]
    )
    adopted = dict(standing.values_list("story_id", "uuid"))
    shown = [(one, adopted.get(one.pk)) for one in page]
    context = {"desk": desk, "form": form, "page": page, "shown": shown, "tab": "adopt"}
    return render(request, "recognition/stories/adopt.html", context)


def _own(desk: Desk, story: uuids.UUID) -> Story:
    rows = Story.objects.filter(organisation=desk.organisation).with_adoptions()
    rows = rows.select_related("organisation", "field", "district", "activity", "picture")
    return get_object_or_404(rows.defer("picture__data", "picture__small"), uuid=story)


def _paper(desk: Desk, person: StoryPerson) -> bool:
    """Whether this organisation's managers say yes for them, with a signed paper."""
    kept = person.volunteer.user_id is None and person.volunteer.kept_by_id == desk.organisation.pk
    return kept and desk.manages


def _step(request: HttpRequest, desk: Desk, story: Story) -> bool:
    """Takes it; whether the example is gone by that. Raises DomainError."""
    told: dict[str, Any] = {"actor": desk.user, "story": story}
    match request.POST.get("tun"):
        case "einreichen":
            stories.submit_story(**told)
            messages.success(request, _("Eingereicht. Die Koordination liest das Beispiel, bevor es erscheint."))
        case "zurueckziehen":
            stories.withdraw_story(**told)
            messages.success(request, _("Das Beispiel ist zurückgezogen und auf keiner öffentlichen Seite mehr."))
        case "oeffnen":
            stories.reopen_story(**told)
            messages.success(request, _("Das Beispiel ist wieder ein Entwurf."))
        case "verwerfen":
            stories.discard_story(**told)
            messages.success(request, _("Der Entwurf ist gelöscht."))
            return True
        case "fragen":
            asked = get_object_or_404(Volunteer.objects.known_at(desk.organisation), uuid=_key(request))
            story_people.ask_person(**told, volunteer=asked)
            messages.success(request, _("Die Person findet die Frage auf ihrer Seite „Gute Beispiele“."))
        case "weglassen":
            story_people.remove_person(actor=desk.user, person=_person(request, story))
        case "papier":
            story_people.agree(actor=desk.user, person=_person(request, story), revision=story.revision)
            messages.success(request, _("Notiert: Die Zustimmung liegt unterschrieben bei Ihnen."))
        case "papier-weg":
            story_people.end(actor=desk.user, person=_person(request, story))
    return False


def _adopt(request: HttpRequest, desk: Desk) -> None:
    try:
        if request.POST.get("tun") == "beenden":
            own = StoryAdoption.objects.filter(organisation=desk.organisation).select_related("story", "organisation")
            adopting.end_adoption(actor=desk.user, adoption=get_object_or_404(own, uuid=_key(request)))
            messages.success(request, _("Beendet."))
            return
        wanted = get_object_or_404(Story.objects.publicly_listed(clock.today()), uuid=_key(request))
        note = request.POST.get("notiz", "")
        adopting.adopt_story(actor=desk.user, story=wanted, organisation=desk.organisation, note=note)
        messages.success(request, _("Übernommen. Ihr Name steht jetzt bei diesem Beispiel."))
    except DomainError as error:
        messages.error(request, str(error.detail))


def _person(request: HttpRequest, story: Story) -> StoryPerson:
    rows = StoryPerson.objects.filter(story=story).select_related("volunteer", "story__organisation")
    return get_object_or_404(rows, uuid=_key(request))


def _key(request: HttpRequest) -> uuids.UUID:
    try:
        return uuids.UUID(request.POST.get("wen", ""))
    except ValueError as error:
        raise Invalid(_("Bitte wählen Sie jemanden aus."), code="missing", field="wen") from error


def _file(request: HttpRequest) -> bytes:
    given = request.FILES.get("bild")
    if is_too_large(request):
        raise story_pictures.too_large()
    if given is None:
        raise Invalid(_("Bitte wählen Sie ein Bild aus."), code="missing", field="picture")
    return bytes(given.read())
