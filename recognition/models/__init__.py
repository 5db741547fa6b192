"""Thanks in public."""

from recognition.models.card import AnnexPart, AnnexPartStatus, CardAnnex, Waiver, WaiverKind
from recognition.models.fairness import GenderShare
from recognition.models.lists import ListEntry, ListStatus, RecognitionList
from recognition.models.messages import MessageStatus, ThanksMessage, ThanksRecipient
from recognition.models.obstacles import (
    Obstacle,
    ObstacleAnswer,
    ObstacleAudience,
    ObstacleCategory,
    ObstacleSide,
    ObstacleStatus,
)
from recognition.models.prizes import Prize, PrizeCall
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
from recognition.models.stories import (
    AgreedBy,
    Shows,
    Story,
    StoryAdoption,
    StoryPerson,
    StoryPicture,
    StoryStatus,
)
from recognition.models.thanks import Helped, ThanksDue, ThanksGiven

__all__ = [
    "AgreedBy",
    "AnnexPart",
    "AnnexPartStatus",
    "CardAnnex",
    "EvaluationCursor",
    "GenderShare",
    "Helped",
    "Lapsed",
    "ListEntry",
    "ListStatus",
    "MessageStatus",
    "Obstacle",
    "ObstacleAnswer",
    "ObstacleAudience",
    "ObstacleCategory",
    "ObstacleSide",
    "ObstacleStatus",
    "Prize",
    "PrizeCall",
    "Programme",
    "ProgrammeKind",
    "ProgrammeRule",
    "PublishedCell",
    "PublishedYear",
    "Reached",
    "RecognitionList",
    "Shows",
    "Story",
    "StoryAdoption",
    "StoryPerson",
    "StoryPicture",
    "StoryStatus",
    "Thanked",
    "ThanksDue",
    "ThanksGiven",
    "ThanksMessage",
    "ThanksRecipient",
    "Waiver",
    "WaiverKind",
]
