"""Every refusal about rules of programmes that the API can give; see `refusals.py`."""

from typing import Any

from tests.backend.refusals import Case


def rule(**changes: Any) -> dict[str, Any]:
    """Another rule for the card."""
    return {
        "programme": "ehrenamtskarte",
        "rule": {"needs": {"total_hours": 200}},
        "valid_from": "2027-01-01",
        "source": "freiwilligenserver.de",
    } | changes


CASES = [
    Case("dora", "POST programme-rules", 403, "alliance_only", "", lambda _stage: rule()),
    Case("carla", "POST programme-rules", 400, "no_rule", "rule", lambda _stage: rule(rule={"needs": {}})),
    Case(
        "carla",
        "POST programme-rules",
        400,
        "before_last_rule",
        "valid_from",
        lambda _stage: rule(valid_from="2023-07-01"),
    ),
]
