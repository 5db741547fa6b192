"""Before a campaign starts: press the riskiest of its certificates and show how they come out.

Nothing of it stays: no row, no number, no file. The contents are made by the very code that orders, which takes no
number for a trial; number, code and address are those of nobody, so that a picture passes for no certificate.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Max
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from backend.common.errors import Invalid, NotFound
from certificates.content import ContentError
from certificates.models import Campaign
from certificates.services import campaigns, ordering, previews, templates
from certificates.services.pressing import pressed
from certificates.services.trying import of_nobody
from volunteers.models import Volunteer
from volunteers.reach import Reach

if TYPE_CHECKING:
    from volunteers.models import User

MOST = 20
RIGHT_TO_LEFT = {"R", "AL"}  # bidirectional classes of UAX #9
_LATIN = "LATIN"
RISKS = ["longest_name", "rare_script", "right_to_left", "no_latin_name", "most_activities", "longest_title"]

Person = tuple[int, str, str]  # key, name, name in Latin script


@dataclass
class Checked:
    """How one certificate would come out.

    `risks` are the reasons why it is among them; `field` and `reason` say why it cannot be printed.
    """

    volunteer: UUID
    name: str
    risks: list[str]
    printable: bool = True
    field: str = ""
    reason: str = ""


@dataclass
class _Risks:
    """The keys of people by risk, the riskiest first."""

    by_name: dict[str, list[int]] = field(default_factory=dict)

    def choose(self, most: int) -> dict[int, list[str]]:
        """Up to `most` people and their risks: the first of each risk, then the second of each, and so on."""
        turns = chain.from_iterable(zip_longest(*self.by_name.values()))
        keys = islice(dict.fromkeys(key for key in turns if key is not None), most)
        return {key: [name for name, found in self.by_name.items() if key in found] for key in keys}


@dataclass
class Survey:
    """All whom the rule finds, how many of them have no e-mail address, and the riskiest of their certificates."""

    people: int
    no_address: int
    checked: list[Checked]


def check(*, actor: "User", campaign: Campaign) -> Survey:
    """Press the riskiest `MOST`. Raises Invalid (`nobody_due`), Forbidden (`not_coordinator`)."""
    reach = ordering.coordinating(actor=actor)
    tally: Counter[str] = Counter()
    chosen = _risks(campaign, reach, tally).choose(MOST)
    if not chosen:
        raise campaigns.nobody_due()
    people = Volunteer.objects.select_related("details").in_bulk(list(chosen))
    contents = _contents(campaign, [people[key] for key in chosen], actor=actor, reach=reach)
    version = campaign.template_version_id
    layout = templates.layouts_of({version})[version]
    found = []
    for (key, risks), content in zip(chosen.items(), contents, strict=True):
        one = Checked(people[key].uuid, people[key].name, risks)
        try:
            pressed(content, layout, None)
        except ContentError as error:
            one.printable, one.field, one.reason = False, error.field, error.reason
        found.append(one)
    return Survey(tally["people"], tally["no_address"], found)


def examples(*, actor: "User", campaign: Campaign, most: int = 3) -> list[Checked]:
    """A few of those with the riskiest names, unpressed: to look at while a design is chosen. May be nobody."""
    reach = ordering.coordinating(actor=actor)
    chosen = _Risks(_risky_names(campaign, reach, Counter())).choose(most)
    people = Volunteer.objects.in_bulk(list(chosen))
    return [Checked(people[key].uuid, people[key].name, risks) for key, risks in chosen.items()]


def preview(*, actor: "User", campaign: Campaign, volunteer: UUID, width: int) -> bytes:
    """PNG of the first page for one of those whom the rule finds.

    Raises NotFound for anybody else, Invalid (`not_printable`) with the field.
    """
    reach = ordering.coordinating(actor=actor)
    person = Volunteer.objects.filter(
        uuid=volunteer, pk__in=campaigns.due(campaign, reach).values("volunteer_id")
    ).first()
    if person is None:
        raise NotFound(_("Diese Person findet die Regel nicht."), code="not_due", field="volunteer")
    (content,) = _contents(campaign, [person], actor=actor, reach=reach)
    version = campaign.template_version_id
    try:
        return previews.first_page(pressed(content, templates.layouts_of({version})[version], None), width=width)
    except ContentError as error:
        raise Invalid(error.reason, code="not_printable", field=error.field) from error


def _contents(campaign: Campaign, people: list[Volunteer], *, actor: "User", reach: Reach) -> list[dict[str, Any]]:
    rows = campaigns.rows_for(campaign, people, actor=actor, reach=reach, trial=True)
    return [of_nobody(row.content) for row in rows]


def _risks(campaign: Campaign, reach: Reach, tally: Counter[str]) -> _Risks:
    """The names as `_risky_names` has them; then 5. The most activities. 6. The longest title.

    One pass over the names and one over the work, whatever their number.
    """
    work = campaigns.hours_of(campaign, reach).filter(
        volunteer__in=campaigns.due(campaign, reach).values("volunteer_id")
    )
    deeds = list(
        work.order_by()
        .values_list("volunteer_id")
        .annotate(activities=Count("activity", distinct=True), longest=Max(Length("activity__title")))
    )
    many = nsmallest(MOST, (one for one in deeds if one[1] > 1), key=lambda one: (-one[1], one[0]))
    long = nsmallest(MOST, deeds, key=lambda one: (-one[2], one[0]))
    return _Risks(
        _risky_names(campaign, reach, tally)
        | {"most_activities": [key for key, *_rest in many], "longest_title": [key for key, *_rest in long]}
    )


def _risky_names(campaign: Campaign, reach: Reach, tally: Counter[str]) -> dict[str, list[int]]:
    """1. The longest names. 2. Scripts, the rarest first. 3. Written from right to left. 4. What is missing.

    On the way `tally` counts the `people`, and those with `no_address`.
    """
    found = campaigns.due(campaign, reach).values("volunteer_id")
    people = Volunteer.objects.filter(pk__in=found).order_by("pk")
    names = people.values_list("pk", "name", "name_latin", "email", "user__email")
    longest: list[Person] = []
    missing: list[int] = []
    right_to_left: list[int] = []
    first_of: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for key, name, latin, email, own_email in names.iterator(chunk_size=2000):
        person = (key, name, latin)
        tally["people"] += 1
        tally["no_address"] += not (email or own_email)
        if len(longest) < MOST or len(name) > len(longest[-1][1]):
            longest = sorted([*longest, person], key=lambda one: (-len(one[1]), one[0]))[:MOST]
        if name.isascii():
            continue
        scripts = scripts_of(name)
        seen.update(scripts)
        for script in scripts - {_LATIN}:
            first_of.setdefault(script, key)
        if len(right_to_left) < MOST and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in name):
            right_to_left.append(key)
        if len(missing) < MOST and not latin and scripts != {_LATIN}:
            missing.append(key)
    rarest = sorted(first_of, key=lambda script: (seen[script], script))
    return {
        "longest_name": [key for key, _name, _latin in longest],
        "rare_script": [first_of[script] for script in rarest],
        "right_to_left": right_to_left,
        "no_latin_name": missing,
    }


def scripts_of(name: str) -> set[str]:
    """The scripts of its letters, by the first word of their Unicode names: such as `ARABIC`."""
    return set(_first_words(letter for letter in name if unicodedata.category(letter).startswith("L")))


def _first_words(letters: Iterable[str]) -> Iterator[str]:
    for letter in letters:
        yield unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
