"""Small reasons to be glad: round numbers of confirmed hours in a year. Pure: minutes in, what is next out."""

from dataclasses import dataclass

HOURS = (10, 50, 80, 100, 250)


@dataclass(frozen=True, slots=True)
class Milestone:
    """`reached` are the hours of the last one (0 before the first), `hours` those of the next, None after the last."""

    reached: int
    hours: int | None
    missing_minutes: int

    @property
    def minutes(self) -> int:
        """The next one in minutes, 0 after the last."""
        return (self.hours or 0) * 60


def milestone(confirmed_minutes: int) -> Milestone:
    """Where somebody stands who has that many confirmed minutes in the year."""
    reached = max((hours for hours in HOURS if hours * 60 <= confirmed_minutes), default=0)
    following = next((hours for hours in HOURS if hours * 60 > confirmed_minutes), None)
    return Milestone(reached, following, following * 60 - confirmed_minutes if following else 0)
