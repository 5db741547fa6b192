"""Every status × every status: exactly the moves that the docs draw are possible."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from backend.common import outbox
from backend.common.errors import IllegalTransition
from backend.common.transitions import Transitions, move
from certificates.models import campaigns, certificates, templates
from recognition.models import lists, messages, stories
from tests.backend.stage import Stage
from tests.certificates.orders import columns_at
from volunteers.models import competences, corrections, hours, plans, privacy, recovery
from volunteers.services import asking

pytestmark = pytest.mark.usefixtures("staged")

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)

# domain.md and the docstrings of the statuses
MOVES: dict[str, set[tuple[str, str]]] = {
    "hours": {
        ("submitted", "confirmed"),
        ("submitted", "declined"),
        ("submitted", "withdrawn"),
        ("declined", "submitted"),
    },
    "certificate": {
        ("queued", "rendering"),
        ("queued", "failed"),
        ("rendering", "queued"),
        ("rendering", "issued"),
        ("rendering", "failed"),
        ("failed", "queued"),
        ("issued", "revoked"),
        ("issued", "replaced"),
    },
    "campaign": {("draft", "ordered"), ("draft", "cancelled"), ("ordered", "paused"), ("paused", "ordered")},
    "mail": {
        ("queued", "sending"),
        ("sending", "queued"),
        ("sending", "sent"),
        ("sending", "failed"),
        ("failed", "queued"),
    },
    "template": {("draft", "published"), ("published", "retired")},
    "list": {
        ("draft", "checked"),
        ("checked", "draft"),
        ("checked", "published"),
        ("published", "renewed"),
        ("published", "withdrawn"),
    },
    "story": {
        ("draft", "submitted"),
        ("submitted", "draft"),
        ("submitted", "published"),
        ("published", "withdrawn"),
        ("withdrawn", "draft"),
    },
    "message": {
        ("waiting", "passed"),
        ("waiting", "refused"),
        ("waiting", "withdrawn"),
        ("passed", "removed"),
    },
    "correction": {("proposed", "agreed"), ("proposed", "refused"), ("proposed", "withdrawn")},
    "objection": {("open", "upheld"), ("open", "rejected"), ("open", "withdrawn")},
    "claim": {
        ("proposed", "confirmed"),
        ("proposed", "declined"),
        ("proposed", "withdrawn"),
        ("confirmed", "withdrawn"),
    },
    "plan": {("proposed", "agreed"), ("proposed", "ended"), ("agreed", "ended")},
    "copy": {
        ("requested", "building"),
        ("requested", "deleted"),
        ("building", "requested"),
        ("building", "ready"),
        ("building", "failed"),
        ("building", "deleted"),
        ("ready", "deleted"),
        ("failed", "deleted"),
    },
    "erasure": {("requested", "erased"), ("requested", "cancelled")},
    "address": {
        ("requested", "approved"),
        ("requested", "applied"),
        ("requested", "stopped"),
        ("approved", "applied"),
        ("approved", "stopped"),
    },
}
MAPS: dict[str, Transitions] = {
    "address": recovery.TRANSITIONS,
    "hours": hours.TRANSITIONS,
    "certificate": certificates.TRANSITIONS,
    "campaign": campaigns.TRANSITIONS,
    "mail": outbox.TRANSITIONS,
    "template": templates.TRANSITIONS,
    "list": lists.TRANSITIONS,
    "story": stories.TRANSITIONS,
    "message": messages.TRANSITIONS,
    "claim": competences.TRANSITIONS,
    "correction": corrections.TRANSITIONS,
    "objection": corrections.OBJECTION_TRANSITIONS,
    "plan": plans.TRANSITIONS,
    "copy": privacy.EXPORT_TRANSITIONS,
    "erasure": privacy.ERASURE_TRANSITIONS,
}
STATUSES: dict[str, type[models.TextChoices]] = {
    "address": recovery.AddressChangeStatus,
    "hours": hours.HourStatus,
    "certificate": certificates.CertificateStatus,
    "campaign": campaigns.CampaignStatus,
    "mail": outbox.MailStatus,
    "template": templates.TemplateStatus,
    "list": lists.ListStatus,
    "story": stories.StoryStatus,
    "message": messages.MessageStatus,
    "claim": competences.ClaimStatus,
    "correction": corrections.CorrectionStatus,
    "objection": corrections.ObjectionStatus,
    "plan": plans.PlanStatus,
    "copy": privacy.ExportStatus,
    "erasure": privacy.ErasureStatus,
}
ROWS: dict[str, Callable[[Stage], models.Model]] = {
    "address": lambda stage: recovery.AddressChange.objects.create(
        user=stage.world.ada,
        organisation=stage.world.cafe,
        old_email=stage.world.ada.email,
        new_email="neu@example.net",
        evidence="War hier.",
        requested_at=NOW,
        requested_by=stage.world.mina,
    ),
    "hours": lambda stage: stage.waiting,
    "certificate": lambda stage: stage.certificate,
    "campaign": lambda stage: stage.draft_campaign,
    "mail": lambda stage: stage.mail,
    "template": lambda stage: stage.draft_version,
    "list": lambda stage: stage.draft_list,
    "story": lambda stage: stage.draft_story,
    "message": lambda stage: stage.message,
    "claim": lambda stage: stage.claim,
    "correction": lambda stage: stage.correction,
    "objection": lambda stage: stage.objection,
    "plan": lambda stage: stage.plan,
    "copy": lambda stage: stage.copy,
    "erasure": lambda stage: asking.ask_for_oneself(actor=stage.world.ada),
}
PAIRS = [
    (machine, *pair)
    for machine, statuses in STATUSES.items()
    for pair in itertools.product(statuses.values, statuses.values)
]


def of_dispute(machine: str, status: str, stage: Stage) -> dict[str, Any]:
    """The columns of corrections and objections."""
    is_decided = status in {"agreed", "refused", "upheld", "rejected"}
    who = (
        {"decided_at": NOW, "decided_by": stage.world.carla} if is_decided else {"decided_at": None, "decided_by": None}
    )
    said = stage.correction.reason if is_decided else None
    if machine == "objection":
        return who | {"decision": said}
    return who | {"answer": said, "decided_as": "coordination" if is_decided else ""}


def of_order(machine: str, status: str) -> dict[str, Any]:
    """The columns of what a coordinator orders: campaigns and mails."""
    if machine == "campaign":
        return {"ordered_at": NOW if status in {"ordered", "paused"} else None}
    return {
        "lease_token": uuid.uuid4() if status == "sending" else None,
        "lease_until": NOW if status == "sending" else None,
        "sent_at": NOW if status == "sent" else None,
        "failure_reason": "Abgelehnt" if status == "failed" else "",
    }


def columns(machine: str, status: str, stage: Stage) -> dict[str, Any]:
    """What the row's other columns must be at that status, as its constraints ask."""
    if machine == "hours":
        is_confirmed = status == "confirmed"
        return {
            "confirmed_at": NOW if is_confirmed else None,
            "confirmed_by": stage.world.omar if is_confirmed else None,
            "evidence": "registered" if is_confirmed else "",
            "decline_reason": "Doppelt" if status == "declined" else "",
        }
    if machine == "certificate":
        return columns_at(stage.certificate, status)
    if machine == "template":
        is_draft = status == "draft"
        return {
            "published_at": None if is_draft else NOW,
            "published_by": None if is_draft else stage.world.carla,
            "retired_at": NOW if status == "retired" else None,
        }
    if machine in {"campaign", "mail"}:
        return of_order(machine, status)
    if machine in {"claim", "address", "plan", "correction", "objection", "copy", "erasure"}:
        of = of_data if machine in {"copy", "erasure"} else of_person
        return of(machine, status, stage)
    of_recognition = {"story": of_story, "message": of_message, "list": of_list}
    return of_recognition[machine](status, stage)


def of_story(status: str, stage: Stage) -> dict[str, Any]:
    """The columns of a good example."""
    submitted, published = status != "draft", status in {"published", "withdrawn"}
    return {
        "submitted_at": NOW if submitted else None,
        "submitted_by": stage.world.omar if submitted else None,
        "published_at": NOW if published else None,
        "published_by": stage.world.carla if published else None,
        "withdrawn_at": NOW if status == "withdrawn" else None,
    }


def of_message(status: str, stage: Stage) -> dict[str, Any]:
    """The columns of a message of thanks."""
    is_decided = status in {"passed", "refused", "removed"}
    return {
        "decided_at": NOW if is_decided else None,
        "decided_by": stage.world.carla if is_decided else None,
        "answer": "Kein Dank" if status in {"refused", "removed"} else "",
    }


def of_list(status: str, stage: Stage) -> dict[str, Any]:
    """The columns of a list of thanks."""
    is_draft, is_public = status == "draft", status not in lists.IN_WORK
    return {
        "checked_at": None if is_draft else NOW,
        "checked_by": None if is_draft else stage.world.omar,
        "published_at": NOW if is_public else None,
        "published_by": stage.world.carla if is_public else None,
        "people": 3 if is_public else None,
        "joined": 3 if is_public else None,
        "left": 0 if is_public else None,
    }


def of_two_sides(machine: str, status: str, stage: Stage) -> dict[str, Any]:
    """The columns of weekly plans, corrections and objections."""
    if machine != "plan":
        return of_dispute(machine, status, stage)
    is_agreed, is_ended = status == "agreed", status == "ended"
    return {
        "agreed_at": NOW if is_agreed else None,
        "agreed_by": stage.world.omar if is_agreed else None,
        "confirmer": stage.world.omar if is_agreed else None,
        "ended_at": NOW if is_ended else None,
        "ended_by": stage.world.omar if is_ended else None,
    }


def of_data(machine: str, status: str, stage: Stage) -> dict[str, Any]:
    """The columns of copies and erasures."""
    if machine == "erasure":
        is_cancelled = status == "cancelled"
        return {
            "erased_at": NOW if status == "erased" else None,
            "cancelled_at": NOW if is_cancelled else None,
            "cancelled_by": stage.world.ada if is_cancelled else None,
        }
    is_building, is_ready = status == "building", status == "ready"
    return {
        "lease_token": uuid.uuid4() if is_building else None,
        "lease_until": NOW if is_building else None,
        "ready_at": NOW if is_ready else None,
        "expires_at": NOW if is_ready else None,
        "size": 1 if is_ready else None,
        "deleted_at": NOW if status == "deleted" else None,
    }


def of_person(machine: str, status: str, stage: Stage) -> dict[str, Any]:
    """The columns of what is about a person: competences, addresses, and what takes two sides."""
    if machine not in {"claim", "address"}:
        return of_two_sides(machine, status, stage)
    if machine == "claim":
        is_decided = status in {"confirmed", "declined"}
        return {
            "decided_at": NOW if is_decided else None,
            "decided_by": stage.world.omar if is_decided else None,
            "decline_reason": "Doppelt" if status == "declined" else "",
            "withdrawn_at": NOW if status == "withdrawn" else None,
        }
    agreed = status == "approved"
    return {
        "approved_at": NOW if agreed else None,
        "approved_by": stage.world.omar if agreed else None,
        "due_at": NOW if agreed else None,
        "closed_at": NOW if status in {"applied", "stopped"} else None,
    }


@pytest.mark.parametrize("machine", MAPS)
def test_map_names_every_status_and_the_moves_of_the_docs(machine: str) -> None:
    assert set(MAPS[machine]) == set(STATUSES[machine].values)
    assert {(source, str(to)) for source, targets in MAPS[machine].items() for to in targets} == MOVES[machine]


@pytest.mark.parametrize(("machine", "source", "to"), PAIRS)
def test_move_passes_where_the_docs_draw_it_and_nowhere_else(machine: str, source: str, to: str, stage: Stage) -> None:
    row: Any = ROWS[machine](stage)
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(status=source, **columns(machine, source, stage))
    row.refresh_from_db()
    if (source, to) in MOVES[machine]:
        before = move(row, to=to, transitions=MAPS[machine], **columns(machine, to, stage))
        assert (before, rows.get().status, row.status) == (source, to, to)
    else:
        with pytest.raises(IllegalTransition) as refusal:
            move(row, to=to, transitions=MAPS[machine], **columns(machine, to, stage))
        assert (rows.get().status, refusal.value.extra) == (source, {"status": source})


def test_move_on_a_row_that_somebody_else_moved_is_refused(stage: Stage) -> None:
    row = stage.waiting
    type(row).objects.filter(pk=row.pk).update(status="withdrawn")
    with pytest.raises(IllegalTransition) as refusal:
        move(row, to="confirmed", transitions=hours.TRANSITIONS, **columns("hours", "confirmed", stage))
    assert (row.status, row.confirmed_at, refusal.value.extra) == ("withdrawn", None, {"status": "withdrawn"})
