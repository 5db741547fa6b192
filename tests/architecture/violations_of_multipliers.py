"""What breaks each constraint of messages of thanks and of shared links; see `test_constraints.py`."""

from django.db import models
from django.utils import timezone

from recognition.models import ThanksRecipient
from tests.architecture.violating import Deed, change, first, twin

VIOLATIONS: dict[str, Deed] = {
    "thanks_message_known_status": lambda stage: change(stage.message, status="lost"),
    "thanks_message_to_the_other_side": lambda stage: change(stage.message, volunteer=stage.world.ada_volunteer),
    "thanks_message_says_something": lambda stage: change(stage.message, text=""),
    "thanks_message_decided_with_who_and_when": lambda stage: change(stage.message, decided_at=timezone.now()),
    "thanks_message_refused_with_reason": lambda stage: change(stage.message, answer="Nein"),
    "thanks_message_four_eyes": lambda stage: change(stage.passed_message, decided_by=models.F("written_by")),
    "thanks_message_reported_once_passed": lambda stage: change(stage.message, reported_at=timezone.now()),
    "thanks_message_one_waiting": lambda stage: [
        twin(stage.passed_message, status="waiting", decided_at=None, decided_by=None) for _ in range(2)
    ],
    "thanks_recipient_once": lambda _stage: twin(first(ThanksRecipient)),
    "share_known_kind": lambda stage: change(stage.share, kind="hours"),
    "share_known_form": lambda stage: change(stage.share, display_form="alias"),
    "share_ends": lambda stage: change(stage.share, expires_at=models.F("created_at")),
    "share_proof_of_certificates": lambda stage: change(stage.share, kind="milestone", with_proof=True),
    "share_once": lambda stage: twin(stage.share, token_hash="x"),
}
