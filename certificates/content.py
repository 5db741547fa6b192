"""CertificateContent: the frozen snapshot that gets printed.

It is everything the press needs and nothing else: no model, no clock, no network. A certificate row stores it as
JSON when it is ordered, so a later change of a name or a total changes no document (domain.md, "Documents").
Times are whole minutes, dates are local dates (Europe/Berlin), languages are BCP 47 tags.
"""

import datetime as dt
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from volunteers.text import unprintable

Kind = Literal["thanks", "record", "competence"]
Evidence = Literal["unknown_address", "known_domain", "registered"]


def _printable(value: str) -> str:
    """NFC; refuses what cannot be printed by its code point."""
    if code := unprintable(value):
        raise ValueError(f"contains the character {code}, which cannot be printed")
    return unicodedata.normalize("NFC", value)


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
OptionalLine = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
Minutes = Annotated[int, Field(ge=0, strict=True)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Issuer(_Frozen):
    """Who answers for the document."""

    name: Line
    address: tuple[Line, ...] = ()
    contact: OptionalLine = ""
    place: Line
    signatory_name: Line
    signatory_role: Line


class Period(_Frozen):
    """First and last local date that the document speaks of, both included."""

    start: dt.date
    end: dt.date
    ongoing: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.end < self.start:
            raise ValueError("end lies before start")
        return self


class YearMinutes(_Frozen):
    """Confirmed minutes of one calendar year."""

    year: Annotated[int, Field(ge=1900, le=2999)]
    minutes: Minutes


class ActivityLine(_Frozen):
    """One activity as the document lists it."""

    title: Line
    organisation: Line
    minutes: Minutes


class CertificateContent(_Frozen):
    """All that a certificate says. Equal content gives equal bytes (`certificates.press`)."""

    kind: Kind
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    name: Line
    name_latin: OptionalLine = ""
    number: Line
    code: Annotated[str, Field(pattern=r"^[A-Z2-7]{16}$")]
    verify_url: Annotated[str, Field(pattern=r"^https?://[\x21-\x7e]+$", max_length=200)]
    issued_on: dt.date
    issuer: Issuer
    period: Period | None = None
    role: OptionalLine = ""
    minutes_total: Minutes | None = None
    years: tuple[YearMinutes, ...] = ()
    activities: tuple[ActivityLine, ...] = Field(default=(), max_length=500)
    competences: tuple[Line, ...] = Field(default=(), max_length=20)
    evidence: Evidence | None = None
    unpaid: bool = True
    replaces: OptionalLine = ""

    @model_validator(mode="after")
    def _kind_has_its_facts(self) -> "CertificateContent":
        if self.kind == "thanks":
            return self
        if self.period is None or not self.minutes_total or not self.activities or self.evidence is None:
            raise ValueError("a record needs period, minutes_total, activities and evidence")
        if self.kind == "competence" and not self.competences:
            raise ValueError("a competence certificate needs competences")
        return self


class ContentError(ValueError):
    """The content cannot be printed. `field` is the JSON path, `reason` a sentence without personal data."""

    def __init__(self, field: str, reason: str) -> None:
        """`field` like ``activities.0.title``; empty for the document as a whole."""
        super().__init__(f"{field or 'content'}: {reason}")
        self.field = field
        self.reason = reason


def parse_content(data: Any) -> CertificateContent:
    """The content from decoded JSON. Raises ContentError naming the first wrong field."""
    try:
        return CertificateContent.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise ContentError(".".join(str(part) for part in first["loc"]), first["msg"]) from None
