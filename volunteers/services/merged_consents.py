"""What becomes of consents when two records become one: the more careful reading, and nothing new in public."""

from typing import TYPE_CHECKING

from backend.common import clock
from volunteers.models import Consent, DisplayForm, GuardianConsent, GuardianStatus, Volunteer
from volunteers.services import consent

if TYPE_CHECKING:
    from volunteers.models import User

# How much each form tells, the least first.
_TELLS = (DisplayForm.ANONYMOUS, DisplayForm.ALIAS, DisplayForm.FIRST_NAME, DisplayForm.FULL_NAME)
WHY = "merged"


def settle(*, actor: "User", source: Volunteer, target: Volunteer) -> None:
    """Called in the transaction that merges, with both people locked.

    1. What the source agreed to ends: it was said of another record, under another name. Nothing goes over, so no name
       comes into public sight that was not there. 2. What the target agreed to ends too where the source's newest word
       for the same purpose and place was more careful: a less telling form, or a withdrawal after the target agreed.
    """
    newest = {(one.purpose_id, one.place): one for one in Consent.objects.filter(volunteer=source).order_by("pk")}
    outspoken = [
        mine.pk
        for mine in Consent.objects.standing().filter(volunteer=target)
        if (theirs := newest.get((mine.purpose_id, mine.place))) is not None and _more_careful(theirs, mine)
    ]
    consent.end(Consent.objects.filter(pk__in=outspoken), actor=actor, why=WHY)
    consent.end(Consent.objects.filter(volunteer=source), actor=actor, why=WHY)
    asked = GuardianConsent.objects.filter(volunteer=source, status__in=[GuardianStatus.ASKED, GuardianStatus.GIVEN])
    asked.update(status=GuardianStatus.WITHDRAWN, ended_at=clock.now())


def _more_careful(theirs: Consent, mine: Consent) -> bool:
    if theirs.withdrawn_at is not None:
        return theirs.withdrawn_at > mine.given_at
    return _TELLS.index(DisplayForm(theirs.display_form)) < _TELLS.index(DisplayForm(mine.display_form))
