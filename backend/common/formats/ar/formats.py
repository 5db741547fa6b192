"""Arabic: Django has the days alone; without these a time would stand beside an American date."""

SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y، H:i"
DATETIME_FORMAT = "j F، Y، H:i"
