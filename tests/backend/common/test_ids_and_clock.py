"""Identifiers that leave the house, the one clock, and errors that carry their facts."""

import base64
import datetime as dt

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid, KeyReused, NotFound
from backend.common.ids import public_code


def test_public_code_is_eighty_bits_in_sixteen_characters() -> None:
    codes = {public_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {16}
    assert {len(base64.b32decode(code)) for code in codes} == {10}


@pytest.mark.parametrize(
    ("instant", "today"),
    [
        ("2025-12-31T22:59:59Z", dt.date(2025, 12, 31)),
        ("2025-12-31T23:00:00Z", dt.date(2026, 1, 1)),
        ("2026-06-30T21:59:59Z", dt.date(2026, 6, 30)),
        ("2026-06-30T22:00:00Z", dt.date(2026, 7, 1)),
    ],
)
def test_today_is_the_day_in_berlin_and_now_is_aware(instant: str, today: dt.date) -> None:
    with time_machine.travel(instant, tick=False):
        assert clock.today() == today
        assert clock.now() == dt.datetime.fromisoformat(instant)
        assert clock.now().utcoffset() == dt.timedelta()


def test_errors_have_stable_codes() -> None:
    kinds = [DomainError, Invalid, Forbidden, NotFound, Conflict, IllegalTransition, KeyReused]
    assert [kind("Nein").code for kind in kinds] == [
        "refused", "invalid", "forbidden", "not_found", "conflict", "illegal_transition", "idempotency_key_reused",
    ]  # fmt: skip
    error = Invalid("Nein", code="no", field="name", extra={"status": "x"})
    assert (str(error), error.detail, error.code, error.field, error.extra) == (
        "Nein", "Nein", "no", "name", {"status": "x"},
    )  # fmt: skip
    assert Invalid("Ja").code == "invalid"
