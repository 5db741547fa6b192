"""Every constraint of requests to join, tried; see `test_constraints.py`."""

from django.utils import timezone

from tests.architecture.violating import Deed, change

VIOLATIONS: dict[str, Deed] = {
    "join_says_what_its_wish_needs": lambda stage: change(stage.join_request, wish="organisation"),
    "join_confirmed_before_it_is_open": lambda stage: change(stage.join_request, confirmed_at=None),
    "join_decided_with_who_and_when": lambda stage: change(stage.join_request, decided_at=timezone.now()),
    "join_declined_with_reason": lambda stage: change(stage.join_request, reason="Nein"),
    "join_withdrawn_with_when": lambda stage: change(stage.join_request, status="withdrawn"),
}
