"""Where one can go: languages for everybody, places by role for who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from backend.site.middleware import WITHOUT_LANGUAGE
from volunteers.reach import Seat, reach_of


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu. `current` marks where one is."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that are opened now and then, behind one word of the menu; `current` while one is on one of them."""

    label: str
    pages: list[Link]

    @property
    def current(self) -> bool:
        """Whether one is on one of these."""
        return any(link.current for link in self.pages)


@dataclass(frozen=True, slots=True)
class Place:
    """A role somebody has: for oneself, for one organisation, for the alliance; with its pages, some in groups."""

    label: str
    address: str
    current: bool
    pages: list[Link] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


class Navigation:
    """The places of who is signed in, and the one where they are now.

    `seldom` are pages about oneself that stand in the menu of the account: on a phone each row of a menu counts.
    """

    def __init__(self, request: HttpRequest) -> None:
        """Asks nothing of its own: the roles are remembered for the page."""
        self._path = request.path
        reach = reach_of(request.user)
        self.places = [self._own(helps=reach.volunteer_id is not None)]
        self.places += [self._desk(seat, manages=seat.organisation_id in reach.managed) for seat in reach.seats]
        if reach.coordinates:
            self.places.append(self._coordination())

    @property
    def here(self) -> Place:
        """Where they are; on pages of no place, such as the account, the first one."""
        return next((place for place in self.places if place.current), self.places[0])

    def _place(self, label: str, pages: list[tuple[str, str]], *beside: Sequence[str]) -> Place:
        """`beside`: each a page of these, and addresses that stand beside it as its tabs."""
        best = max((address for _name, address in pages if self._under(address)), key=len, default="")
        for group in beside:
            if any(self._under(address) for address in group):
                best = group[0]
        links = [Link(name, address, current=address == best) for name, address in pages]
        return Place(label, links[0].address, bool(best), links)

    def _under(self, address: str) -> bool:
        return self._path == address or self._path.startswith(f"{address}/")

    def _own(self, *, helps: bool) -> Place:
        pages = [("me", _("Start"))]
        seldom = [("me-protocol", _("Mein Protokoll")), ("me-data", _("Meine Daten"))]
        if helps:
            pages += [
                ("me-log", _("Stunden eintragen")),
                ("me-entries", _("Meine Einträge")),
                ("me-certificates", _("Meine Urkunden")),
                ("me-card", _("Ehrenamtskarte")),
                ("me-competences", _("Kompetenzen")),
            ]
            seldom = [
                ("me-corrections", _("Korrekturen")),
                ("me-plans", _("Wochenpläne")),
                ("me-claim", _("Stunden übernehmen")),
                ("me-thanks", _("Dank")),
                ("me-shares", _("Weitergeben")),
                ("me-visibility", _("Sichtbarkeit")),
                ("me-obstacle", _("Hindernisse")),
                ("me-stories", _("Gute Beispiele")),
                *seldom,
            ]
        shown = [(label, reverse(name)) for name, label in seldom]
        self.seldom = [Link(label, address, current=self._under(address)) for label, address in shown]
        log = [reverse("me-log"), reverse("me-calendar")]
        place = self._place(_("Für mich"), [(label, reverse(name)) for name, label in pages], log if helps else ())
        return replace(place, current=place.current or any(link.current for link in self.seldom))

    def _desk(self, organisation: Seat, *, manages: bool) -> Place:
        key = organisation.uuid
        first = reverse("desk", args=[key])
        if not self._under(first.rpartition("/")[0]):  # elsewhere its name is enough: each address costs
            return Place(organisation.name, first, current=False)
        pages = [
            ("desk", _("Freigabe")),
            ("desk-hours", _("Stunden für andere")),
            ("desk-sheets", _("Unterschriftenlisten")),
            ("desk-people", _("Leute")),
            ("desk-thanks", _("Dank")),
            ("desk-activities", _("Tätigkeiten")),
            ("desk-plans", _("Wochenpläne")),
            ("desk-corrections", _("Korrekturen")),
            ("desk-competences", _("Kompetenzen")),
            ("desk-obstacles", _("Hindernisse")),
            ("desk-stories", _("Beispiele")),
            ("desk-data", _("Daten")),
        ]
        if manages:
            pages += [("desk-protocol", _("Protokoll")), ("desk-profile", _("Organisation"))]
        people = [reverse(name, args=[key]) for name in ("desk-people", "desk-claims", "desk-doubles")]
        thanks = [reverse(name, args=[key]) for name in ("desk-thanks", "desk-newsletter")]
        links = [(label, reverse(name, args=[key])) for name, label in pages]
        return self._place(organisation.name, links, people, thanks)

    def _coordination(self) -> Place:
        if not self._under(first := reverse("coordination")):
            return Place(_("Koordination"), first, current=False)
        pages = [
            ("coordination", _("Übersicht")),
            ("coordination-thanks", _("Dank")),
            ("coordination-certificates", _("Urkunden")),
            ("coordination-campaigns", _("Aktionen")),
            ("coordination-lists", _("Listen")),
            ("coordination-stories", _("Beispiele")),
            ("coordination-reports", _("Berichte")),
        ]
        to_settle = [
            ("coordination-obstacles", _("Hindernisse")),
            ("coordination-objections", _("Einsprüche")),
            ("coordination-doubles", _("Doppelte")),
            ("coordination-erasures", _("Löschungen")),
        ]
        more = [
            ("coordination-templates", _("Vorlagen")),
            ("coordination-data", _("Daten")),
            ("coordination-safety", _("Sicherheit")),
            ("coordination-protocol", _("Protokoll")),
        ]
        thanks = [reverse("coordination-thanks"), reverse("coordination-messages")]
        stories = [reverse("coordination-stories"), reverse("coordination-prizes")]
        reports = [reverse("coordination-reports"), reverse("coordination-fairness")]
        links = [(label, reverse(name)) for name, label in (*pages, *to_settle, *more)]
        place = self._place(_("Koordination"), links, thanks, reports, stories)
        most, both = len(pages), len(pages) + len(to_settle)
        settling, others = place.pages[most:both], place.pages[both:]
        groups = [Group(_("Zu klären"), settling), Group(_("Mehr"), others)]
        return replace(place, pages=place.pages[:most], groups=groups)


def languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Code, name in its own script, and this page's address in that language."""
    path, found = request.path, []
    fixed = path.startswith(WITHOUT_LANGUAGE)
    here = get_language() or settings.LANGUAGE_CODE
    bare = path.removeprefix(f"/{here}") if here != settings.LANGUAGE_CODE else path
    for code, name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        found.append((code, name, f"{path}?lang={code}" if fixed else prefix + bare))
    return found


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For templates: `nav` asks the database when a page shows it, `languages` never does."""
    return {"nav": SimpleLazyObject(lambda: Navigation(request)), "languages": languages(request)}


def home_of(request: HttpRequest, language: str) -> str:
    """The first place of who just signed in: their own page if they help, else their desk, else coordination."""
    with override(language):
        places = Navigation(request).places
        reach = reach_of(request.user)
        if reach.volunteer_id is None and len(places) > 1:
            return places[1].address
        return places[0].address
