"""Thanks in public."""

from recognition.models.lists import ListEntry, ListStatus, RecognitionList
from recognition.models.programmes import (
    EvaluationCursor,
    Lapsed,
    Programme,
    ProgrammeKind,
    ProgrammeRule,
    Reached,
    Thanked,
)
from recognition.models.statistics import PublishedCell, PublishedYear

__all__ = [
    "EvaluationCursor",
    "Lapsed",
    "ListEntry",
    "ListStatus",
    "Programme",
    "ProgrammeKind",
    "ProgrammeRule",
    "PublishedCell",
    "PublishedYear",
    "Reached",
    "RecognitionList",
    "Thanked",
]
