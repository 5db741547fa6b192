"""Taking a whole district out of public sight when threats come, and showing it again.

Hiding is one person's decision, for speed; showing again takes two. What is hidden is read anew with every public
answer: lists, directory and sitemap leave it out from the moment of the decision, caches within a minute.
"""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.models import Reason
from volunteers.models import District, DistrictHiding
from volunteers.reach import reach_of
from volunteers.services import protocol
from volunteers.services.protocol import Act, Detail
from volunteers.text import blank

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST = 500  # characters of a reason


def hidden_districts() -> frozenset[int]:
    """Keys of the districts that are out of public sight now. One query."""
    return frozenset(DistrictHiding.objects.standing().values_list("district_id", flat=True))


@transaction.atomic
def hide_district(*, actor: "User", district: District, reason: str) -> DistrictHiding:
    """Take everything of the district out of public sight, at once.

    Raises Forbidden (`beyond_scope`), Invalid (`reason_missing`, `too_long`), Conflict (`already_hidden`).
    """
    _check_answers_for(actor, district)
    _check_reason(reason)
    try:
        with transaction.atomic():
            hiding = DistrictHiding.objects.create(
                district=district, hidden_at=clock.now(), hidden_by=actor, reason=Reason.keep(reason)
            )
    except IntegrityError as error:
        raise Conflict(_("Dieser Landkreis ist schon verborgen."), code="already_hidden", field="district") from error
    protocol.note(act=Act.DISTRICT_HIDDEN, actor=actor, subject=hiding.uuid, detail=_detail(hiding), reason=reason)
    return hiding


@transaction.atomic
def ask_to_show(*, actor: "User", hiding: DistrictHiding, reason: str) -> DistrictHiding:
    """Ask to show it again; a second person decides.

    Raises Forbidden (`beyond_scope`), Invalid (`reason_missing`, `too_long`), Conflict (`not_hidden`, `already_asked`).
    """
    _check_answers_for(actor, hiding.district)
    _check_reason(reason)
    found = _locked(hiding)
    if found.asked_at is not None:
        raise Conflict(_("Das ist schon beantragt: Es fehlt die zweite Person."), code="already_asked")
    DistrictHiding.objects.filter(pk=found.pk).update(asked_at=clock.now(), asked_by=actor)
    protocol.note(act=Act.DISTRICT_SHOW_ASKED, actor=actor, subject=found.uuid, detail=_detail(found), reason=reason)
    return _again(hiding)


@transaction.atomic
def show_district(*, actor: "User", hiding: DistrictHiding) -> DistrictHiding:
    """Show it again, as the second person.

    Raises Forbidden (`beyond_scope`, `own_request`), Conflict (`not_hidden`, `not_asked`).
    """
    _check_answers_for(actor, hiding.district)
    found = _locked(hiding)
    if found.asked_at is None:
        raise Conflict(_("Das muss erst jemand beantragen."), code="not_asked")
    if found.asked_by_id == actor.pk:
        raise Forbidden(_("Zustimmen muss eine zweite Person."), code="own_request")
    DistrictHiding.objects.filter(pk=found.pk).update(shown_at=clock.now(), shown_by=actor)
    protocol.note(act=Act.DISTRICT_SHOWN, actor=actor, subject=found.uuid, detail=_detail(found))
    return _again(hiding)


@transaction.atomic
def keep_hidden(*, actor: "User", hiding: DistrictHiding, reason: str) -> DistrictHiding:
    """Turn down (or take back) what somebody asked: the district stays hidden.

    Raises Forbidden (`beyond_scope`), Invalid (`reason_missing`, `too_long`), Conflict (`not_hidden`, `not_asked`).
    """
    _check_answers_for(actor, hiding.district)
    _check_reason(reason)
    found = _locked(hiding)
    if found.asked_at is None:
        raise Conflict(_("Das muss erst jemand beantragen."), code="not_asked")
    DistrictHiding.objects.filter(pk=found.pk).update(asked_at=None, asked_by=None)
    protocol.note(act=Act.DISTRICT_KEPT_HIDDEN, actor=actor, subject=found.uuid, detail=_detail(found), reason=reason)
    return _again(hiding)


def _locked(hiding: DistrictHiding) -> DistrictHiding:
    found = (
        DistrictHiding.objects.select_related("district")
        .select_for_update(of=("self",))
        .filter(pk=hiding.pk, shown_at=None)
        .first()
    )
    if found is None:
        raise Conflict(_("Dieser Landkreis wird schon wieder gezeigt."), code="not_hidden")
    return found


def _again(hiding: DistrictHiding) -> DistrictHiding:
    hiding.refresh_from_db()
    return hiding


def _detail(hiding: DistrictHiding) -> Detail:
    return {"district": hiding.district.ags}


def _check_answers_for(actor: "User", district: District) -> None:
    if not reach_of(actor).coordinates_place(district_id=district.pk, field_id=None):
        raise Forbidden(_("Diesen Landkreis koordinieren Sie nicht."), code="beyond_scope", field="district")


def _check_reason(reason: str) -> None:
    if blank(reason):
        raise Invalid(_("Bitte geben Sie einen Grund an."), code="reason_missing", field="reason")
    if len(reason) > LONGEST:
        raise Invalid(
            _("Das ist zu lang: höchstens %(most)d Zeichen.") % {"most": LONGEST}, code="too_long", field="reason"
        )
