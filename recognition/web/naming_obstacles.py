"""How an obstacle is named, whoever speaks: first where, then what, and who may read it with how many they are.

Fields of the second form begin with `inhalt`: what was typed is not kept when a session ends, for whoever signs in next
at the same device would find it there (`backend.common.pages`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain
from recognition.models import Obstacle, ObstacleAudience, ObstacleCategory
from recognition.models.obstacles import MOST_CHARACTERS
from recognition.obstacle_querysets import ObstacleQuerySet
from recognition.services import obstacles
from recognition.services.obstacles import Place
from volunteers.models import District, FieldOfAction, HourEntry, Organisation, User
from volunteers.querysets import HourEntryQuerySet

ENTRIES = 30  # to choose from: the newest
SHOWN = 50  # one's own on a page


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who names something: oneself, or with `organisation` for that one; with the entries it may go with."""

    user: User
    entries: HourEntryQuerySet
    own: ObstacleQuerySet
    organisation: Organisation | None = None


class EntryForm(forms.Form):
    """Beside which hours: one of the newest; those of a link may be older."""

    use_required_attribute = False

    eintrag = forms.UUIDField(
        label=gettext_lazy("Einsatz"),
        widget=forms.Select(),
        error_messages={"required": gettext_lazy("Hier fehlt der Einsatz.")},
    )

    def __init__(self, data: QueryDict | None, *, speaker: Speaker) -> None:
        """Of an organisation's entries the choice also says whose they are."""
        super().__init__(data, label_suffix="", auto_id="ort_%s")
        self._entries = speaker.entries.select_related(
            "activity__district", "activity__field", "organisation", "volunteer"
        )
        named = speaker.organisation is not None
        newest = self._entries.order_by("-day", "-pk")[:ENTRIES]
        self.choices = [(str(one.uuid), _entry(one, named=named)) for one in newest]
        eintrag: Any = self.fields["eintrag"]
        eintrag.widget.choices = [("", "–"), *self.choices]

    def place(self) -> Place | None:
        """The place, None where the form says what is missing."""
        if not self.is_valid():
            return None
        entry = self._entries.filter(uuid=self.cleaned_data["eintrag"]).first()
        if entry is None:
            self.add_error("eintrag", _("Diesen Eintrag gibt es nicht."))
            return None
        return Place.given(entry=entry)


class PlaceForm(forms.Form):
    """In which district and field, beside no hours."""

    use_required_attribute = False

    kreis = forms.ChoiceField(
        label=gettext_lazy("Landkreis oder Stadt"),
        error_messages={"required": gettext_lazy("Hier fehlt der Landkreis oder die Stadt.")},
    )
    feld = forms.ChoiceField(
        label=gettext_lazy("Handlungsfeld"),
        error_messages={"required": gettext_lazy("Hier fehlt das Handlungsfeld.")},
    )

    def __init__(self, data: QueryDict | None, *, speaker: Speaker) -> None:
        """An organisation begins with its own district."""
        super().__init__(data, label_suffix="", auto_id="ort_%s")
        today = clock.today()
        districts = District.objects.labelled(today)
        kreis: Any = self.fields["kreis"]
        kreis.choices = [("", "–"), *((ags, label) for _pk, ags, label in districts)]
        if speaker.organisation is not None:
            kreis.initial = next((ags for pk, ags, _ in districts if pk == speaker.organisation.district_id), "")
        feld: Any = self.fields["feld"]
        feld.choices = [("", "–"), *FieldOfAction.objects.choices(today)]

    def place(self) -> Place | None:
        """The place, None where the form says what is missing."""
        if not self.is_valid():
            return None
        district = District.objects.get(ags=self.cleaned_data["kreis"])
        return Place.given(district=district, field=FieldOfAction.objects.get(code=self.cleaned_data["feld"]))


class ObstacleForm(forms.Form):
    """What it is, in which words, and who may read it: for that there is no default."""

    prefix = "inhalt"
    use_required_attribute = False

    category = forms.ChoiceField(
        label=gettext_lazy("Worum geht es?"), choices=ObstacleCategory.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "autocomplete": "off"}),
    )
    audience = forms.ChoiceField(widget=forms.RadioSelect)
    named = forms.BooleanField(
        label=gettext_lazy("Wer es liest, darf auch meinen Namen und den Einsatz sehen"), required=False
    )

    def __init__(self, data: QueryDict | None, *, speaker: Speaker, place: Place, readers: Mapping[str, int]) -> None:
        """`readers`: how many could read it, by audience."""
        super().__init__(data, label_suffix="")
        personal = speaker.organisation is None
        text, audience = self.fields["text"], self.fields["audience"]
        choose = self.fields["category"]
        if personal:
            text.label = _("Was hindert dich? Schreib, so viel du magst")
            text.help_text = _("Bitte keine Namen von anderen. Wird deine Anmeldung unterbrochen, ist der Text weg.")
            audience.label = _("Wer darf das lesen?")
            self.fields["named"].help_text = _(
                "Ohne Haken steht dabei nur, was du schreibst, mit Landkreis, Handlungsfeld und Tag; "
                "zeigst du es der Organisation, auch ihr Name. Eine Antwort bekommst du trotzdem."
            )
            required = _("Bitte wähle eines davon.")
        else:
            text.label = _("Was hindert Sie?")
            text.help_text = _("Bitte keine Namen. Wird Ihre Anmeldung unterbrochen, ist der Text weg.")
            audience.label = _("Wer darf das lesen? Alle, die für Ihre Organisation arbeiten, lesen es immer.")
            required = _("Bitte wählen Sie eines davon.")
            del self.fields["named"]
        for field in (choose, audience):
            field.error_messages["required"] = required
        audience.choices = [(code, _reading(code, place, number)) for code, number in readers.items()]  # type: ignore[attr-defined]  # a ChoiceField


def naming(
    request: HttpRequest, speaker: Speaker, *, back: str, templates: tuple[str, str], **more: Any
) -> HttpResponse:
    """The two steps. `templates`: what was named so far with the question where; and the question what."""
    entry_form = EntryForm(request.GET if "eintrag" in request.GET else None, speaker=speaker)
    somewhere = not entry_form.is_bound and {"kreis", "feld"} & request.GET.keys()
    place_form = PlaceForm(request.GET if somewhere else None, speaker=speaker)
    where = place_form if somewhere else entry_form
    place = where.place() if where.is_bound else None
    if place is None:
        own = speaker.own.shown_to(speaker.user).select_related("district", "field").prefetch_related("answers")
        context: dict[str, Any] = {"form": where, "entry_form": entry_form, "place_form": place_form}
        context |= {"obstacles": own.order_by("-pk")[:SHOWN], **more}
        return render(request, templates[0], context, status=400 if where.errors or request.method == "POST" else 200)
    readers = obstacles.readers(actor=speaker.user, place=place, organisation=speaker.organisation)
    data = request.POST if request.method == "POST" else None
    form = ObstacleForm(data, speaker=speaker, place=place, readers=readers)
    if request.method == "POST" and form.is_valid():
        try:
            made = obstacles.name_obstacle(
                actor=speaker.user, place=place, organisation=speaker.organisation, **form.cleaned_data
            )
        except DomainError as error:
            complain(form, error)
        else:
            number = readers[made.audience]
            messages.success(
                request,
                ngettext(
                    "Gespeichert. Lesen kann es zurzeit %(number)s Mensch.",
                    "Gespeichert. Lesen können es zurzeit %(number)s Menschen.",
                    number,
                )
                % {"number": number},
            )
            return redirect(back)
    context = {"form": form, "place": place, "back": back, **more}
    return render(request, templates[1], context, status=400 if form.errors else 200)


def taking_back(
    request: HttpRequest, speaker: Speaker, found: Obstacle | None, *, back: str, template: str, **more: Any
) -> HttpResponse:
    """Asks once, then deletes it. Raises NotFound."""
    if request.method != "POST":
        if found is None:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        return render(request, template, {"obstacle": found, "back": back, **more})
    if found is not None:  # sent twice is taken back once
        obstacles.withdraw(actor=speaker.user, obstacle=found)
        messages.success(request, _("Zurückgenommen. Es ist gelöscht."))
    return redirect(back)


def _entry(entry: HourEntry, *, named: bool) -> str:
    parts = [date_format(entry.day, "SHORT_DATE_FORMAT"), entry.activity.title]
    return " · ".join([*parts, entry.volunteer.name] if named else parts)


def _reading(audience: str, place: Place, number: int) -> str:
    """An audience in words, with how many they are now."""
    people = ngettext("zurzeit %(number)s Mensch", "zurzeit %(number)s Menschen", number) % {"number": number}
    facts = {
        "people": people,
        "district": place.district.name,
        "field": _(place.field.name),
        "organisation": place.entry.organisation.name if place.entry else "",
    }
    if audience == ObstacleAudience.ALLIANCE:
        return _("Nur die Koordination des ganzen Bündnisses (%(people)s)") % facts
    if audience == ObstacleAudience.COORDINATION:
        return _("Auch die Koordination für %(district)s und für %(field)s (%(people)s)") % facts
    return _("Auch alle, die für %(organisation)s arbeiten (%(people)s)") % facts
