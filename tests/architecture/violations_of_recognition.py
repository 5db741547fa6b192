"""What breaks each constraint of `recognition`; see `test_constraints.py`."""

import datetime as dt

from django.db import models
from django.utils import timezone

from recognition.models import EvaluationCursor, ListEntry
from tests.architecture.violating import Deed, change, first, twin

DAY_BEFORE = dt.date(2025, 12, 31)

VIOLATIONS: dict[str, Deed] = {
    "list_has_one_scope": lambda stage: change(stage.draft_list, field_id=stage.world.talking.field_id),
    "list_period_in_order": lambda stage: change(stage.draft_list, period_end=DAY_BEFORE),
    "list_published_with_who_and_when": lambda stage: change(stage.draft_list, published_at=timezone.now()),
    "list_counts_once_published": lambda stage: change(stage.draft_list, people=3),
    "list_checked_with_who_and_when": lambda stage: change(stage.draft_list, checked_at=timezone.now()),
    "list_checked_by_a_second_person": lambda stage: change(stage.checked_list, changed_by=models.F("checked_by")),
    "list_figures_in_bounds": lambda stage: change(stage.draft_list, least_minutes=0),
    "list_version_once": lambda stage: change(stage.draft_list, slug=stage.published_list.slug),
    "list_published_once": lambda stage: twin(stage.published_list, version=2),
    "list_in_work_once": lambda stage: twin(stage.draft_list, version=2),
    "list_entry_once": lambda _stage: twin(first(ListEntry)),
    "programme_known_kind": lambda stage: change(stage.programme, kind="medal"),
    "programme_rule_version_once": lambda stage: twin(stage.programme_rule, valid_to=DAY_BEFORE),
    "programme_rule_one_open": lambda stage: twin(stage.programme_rule, version=2),
    "programme_rule_days_in_order": lambda stage: twin(
        stage.programme_rule, version=2, valid_from=dt.date(2026, 1, 1), valid_to=DAY_BEFORE
    ),
    "programme_rule_with_source": lambda stage: twin(stage.programme_rule, version=2, valid_to=DAY_BEFORE, source=""),
    "reached_standing_once": lambda stage: twin(stage.reached),
    "reached_lapsed_with_why": lambda stage: change(stage.reached, lapsed_at=timezone.now()),
    "reached_thanked_with_way": lambda stage: change(stage.reached, thanked_at=timezone.now()),
    "evaluation_cursor_is_one": lambda _stage: change(EvaluationCursor.objects.get(), number=2),
}
