"""What can be wrong: with the file as a whole, and with one row of it."""

from enum import StrEnum

from backend.common.errors import Invalid, Sentence


class ImportFileError(Invalid):
    """The file as a whole cannot be imported; nothing was written. `code` says why, `detail` what to do about it."""

    code = "import_file"


class Kind(StrEnum):
    """What is wrong with a row: the keys below `bad` in the report. Published, so they never change."""

    COLUMNS = "columns"  # more cells than the header has
    NAME = "name"
    EMAIL = "email"
    DATE = "date"
    FUTURE = "future"
    DURATION = "duration"
    ACTIVITY = "activity"
    ACTIVITY_PERIOD = "activity_period"
    FIELD = "field"
    PERSON = "person"  # several people could be meant
    DAY_FULL = "day_full"
    CELL_TOO_LONG = "cell_too_long"
    CARD = "card"
    STATUS = "status"
    UNKNOWN_PERSON = "unknown_person"  # nobody known here, and nobody new was wanted
    FORGOTTEN_PERSON = "forgotten_person"  # asked to be forgotten
    TWICE = "twice"  # an earlier row says something else of the same card


class Column(StrEnum):
    """What a column of the sheet means: the right-hand side of `--map column=field`."""

    SURNAME = "surname"
    FIRST_NAME = "first_name"
    NAME = "name"
    EMAIL = "email"
    DATE = "date"
    ACTIVITY = "activity"
    FIELD = "field"
    HOURS = "hours"
    MINUTES = "minutes"
    NOTE = "note"
    CARD = "card"
    VALID_UNTIL = "valid_until"
    STATUS = "status"
    IGNORE = "ignore"


class RowFault(Exception):
    """One row is wrong, in one column. `reason` repeats nothing personal but the wrong value itself, shortened."""

    def __init__(self, kind: Kind, column: Column, reason: Sentence) -> None:
        """`reason` says what is wrong and what to do, as a sentence for the person who keeps the sheet."""
        super().__init__(kind)
        self.kind = kind
        self.column = column
        self.reason = str(reason)
