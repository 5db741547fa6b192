"""What breaks each constraint of `recognition`; see `test_constraints.py`."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from recognition.models import EvaluationCursor, GenderShare, ListEntry
from tests.architecture.violating import Deed, change, first, twin

DAY_BEFORE = dt.date(2025, 12, 31)


def gender_share(**columns: Any) -> GenderShare:
    return GenderShare.objects.create(**{"year": 2020, "gender": "male", "counted_at": timezone.now()} | columns)


VIOLATIONS: dict[str, Deed] = {
    "gender_share_once": lambda _stage: [gender_share() for _ in range(2)],
    "gender_share_known_gender": lambda _stage: gender_share(gender="robot"),
    "gender_share_neither_none_nor_all": lambda _stage: gender_share(tenths=10),
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
    "reached_thanked_with_way": lambda stage: change(stage.reached, thanked_at=None),
    "waiver_known_kind": lambda stage: change(stage.waiver, kind="medal"),
    "waiver_days_in_order": lambda stage: change(stage.waiver, held_until=dt.date(2019, 4, 30)),
    "waiver_juleica_ends": lambda stage: change(stage.waiver, held_until=None),
    "waiver_withdrawn_by_whom": lambda stage: change(stage.waiver, withdrawn_at=timezone.now()),
    "waiver_once": lambda stage: twin(stage.waiver),
    "card_annex_standing_once": lambda stage: twin(stage.annex),
    "card_annex_days_in_order": lambda stage: change(stage.annex, period_end=dt.date(2023, 12, 31)),
    "card_annex_met_by_a_waiver": lambda stage: change(stage.annex, waiver="juleica"),
    "annex_part_once": lambda stage: twin(stage.part),
    "annex_part_decided_with_who_and_when": lambda stage: change(stage.part, status="confirmed"),
    "evaluation_cursor_is_one": lambda _stage: change(EvaluationCursor.objects.get(), number=2),
}
