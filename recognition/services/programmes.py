"""What coordinators decide about programmes: another rule from a day on, for everybody."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.errors import Forbidden, Invalid
from recognition.models import Programme, ProgrammeRule
from recognition.rules import RuleError, parse
from recognition.services import evaluating
from volunteers.reach import reach_of
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST_SOURCE = 300


@transaction.atomic
def change_rule(
    *, actor: "User", programme: Programme, rule: dict[str, Any], valid_from: dt.date, source: str
) -> ProgrammeRule:
    """Let another rule hold from that local date on; the one before ends on the day before it.

    The date may lie in the past: whoever reached the programme since then is measured anew. Everybody is evaluated
    again by the next job. Raises Forbidden (`alliance_only`), Invalid (`missing`, `too_long`, `no_rule` with the
    `place` of the fault in `extra`, `before_last_rule`).
    """
    if not reach_of(actor).everything:
        raise Forbidden(_("Regeln ändert nur, wer das ganze Bündnis koordiniert."), code="alliance_only")
    if blank(source):
        raise Invalid(_("Bitte nennen Sie, woher die Regel kommt."), code="missing", field="source")
    if len(tidy(source)) > LONGEST_SOURCE:
        raise Invalid(
            _("Das ist zu lang: höchstens %(most)s Zeichen.") % {"most": LONGEST_SOURCE},
            code="too_long",
            field="source",
        )
    try:
        parse(rule)
    except RuleError as error:
        raise Invalid(
            _("Das ist keine Regel. Bitte prüfen Sie: %(place)s.") % {"place": error.place},
            code="no_rule",
            field="rule",
            extra={"place": error.place},
        ) from error
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    last = ProgrammeRule.objects.filter(programme=programme).order_by("version").last()
    if last is not None:
        _end(last, valid_from)
    made = ProgrammeRule.objects.create(
        programme=programme,
        version=last.version + 1 if last else 1,
        rule=rule,
        source=tidy(source),
        valid_from=valid_from,
    )
    evaluating.ask_for_everybody()
    note(
        act=Act.PROGRAMME_RULE_CHANGED,
        actor=actor,
        subject=made.uuid,
        detail={"programme": programme.code, "version": made.version, "valid_from": valid_from.isoformat()},
    )
    return made


def _end(last: ProgrammeRule, valid_from: dt.date) -> None:
    """Each rule begins after the one before it: what held on a day is never rewritten from its beginning."""
    begins = last.valid_to or last.valid_from
    if begins is not None and valid_from <= begins:
        raise Invalid(
            _("Eine neue Regel beginnt nach der letzten, also nach dem %(day)s.")
            % {"day": begins.strftime("%d.%m.%Y")},
            code="before_last_rule",
            field="valid_from",
        )
    ProgrammeRule.objects.filter(pk=last.pk, valid_to=None).update(valid_to=valid_from - dt.timedelta(days=1))
