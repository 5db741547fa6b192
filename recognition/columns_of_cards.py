"""What the API says of waivers and annexes: names in the answer, ways in the ORM."""

from typing import Final

from recognition.columns import Paths

WAIVERS: Final[Paths] = {
    "uuid": "uuid",
    "volunteer": "volunteer__uuid",
    "kind": "kind",
    "held_since": "held_since",
    "held_until": "held_until",
    "organisation": "organisation__uuid",
    "recorded_at": "recorded_at",
    "withdrawn_at": "withdrawn_at",
}
CARD_ANNEXES: Final[Paths] = {
    "uuid": "uuid",
    "period_start": "period_start",
    "period_end": "period_end",
    "met": "met",
    "waiver": "waiver",
    "made_at": "made_at",
    "replaced_at": "replaced_at",
}
ANNEX_PARTS: Final[Paths] = {
    "uuid": "uuid",
    "annex": "annex__uuid",
    "volunteer": "annex__volunteer__uuid",
    "volunteer_name": "annex__volunteer__name",
    "organisation": "organisation__uuid",
    "period_start": "annex__period_start",
    "period_end": "annex__period_end",
    "helped_since": "helped_since",
    "minutes": "minutes",
    "by_year": "by_year",
    "by_span": "by_span",
    "status": "status",
    "decided_at": "decided_at",
    "decline_reason": "decline_reason",
}
