"""What the API says of messages of thanks: names in the answer, ways in the ORM."""

from typing import Final

from recognition.columns import Paths

THANKS_MESSAGES: Final[Paths] = {
    "uuid": "uuid",
    "side": "side",
    "organisation": "organisation__uuid",
    "volunteer": "volunteer__uuid",
    "people": "people",
    "text": "text",
    "status": "status",
    "written_at": "written_at",
    "decided_at": "decided_at",
    "answer": "answer",
    "reported_at": "reported_at",
}
