"""What the API says of programmes, their rules and what was reached: names in the answer, ways in the ORM."""

from typing import Final

from recognition.columns import Paths

PROGRAMMES: Final[Paths] = {
    "uuid": "uuid",
    "code": "code",
    "name": "name",
    "kind": "kind",
    "website": "website",
    "position": "position",
}
PROGRAMME_RULES: Final[Paths] = {
    "uuid": "uuid",
    "programme": "programme__code",
    "version": "version",
    "rule": "rule",
    "source": "source",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}
REACHED: Final[Paths] = {
    "uuid": "uuid",
    "volunteer": "volunteer__uuid",
    "programme": "programme__code",
    "rule": "rule__uuid",
    "reached_on": "reached_on",
    "minutes": "minutes",
    "evaluated_at": "evaluated_at",
    "lapsed_at": "lapsed_at",
    "lapsed_why": "lapsed_why",
    "thanked_at": "thanked_at",
    "thanked_by_way": "thanked_by_way",
}
