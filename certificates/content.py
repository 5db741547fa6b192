"""CertificateContent: the frozen snapshot that gets printed.

It is everything the press needs and nothing else: no model, no clock, no network. A certificate row stores it as
JSON when it is ordered, so a later change of a name or a total changes no document (domain.md, "Documents").
Times are whole minutes, dates are local dates (Europe/Berlin), languages are BCP 47 tags.

`content.schema.json` beside this file is the same as JSON Schema: `python -m certificates.content` writes it.
"""

import datetime as dt
import json
import sys
import unicodedata
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from volunteers.text import unprintable

Kind = Literal["thanks", "record", "competence"]
Evidence = Literal["unknown_address", "known_domain", "registered"]
# The languages that a certificate speaks. Leichte Sprache is `de-simple`: "simple" is the variant that IANA registers
# for the simplified form of a language (BCP 47, section 2.2.5); a reader who does not know it still reads it as German.
PrintLanguage = Literal["de", "en", "uk", "ar", "tr", "fa", "ru", "de-simple"]
LANGUAGES: tuple[PrintLanguage, ...] = get_args(PrintLanguage)


def _printable(value: str) -> str:
    """NFC; refuses what cannot be printed by its code point."""
    if code := unprintable(value):
        raise ValueError(f"Das Zeichen {code} kann nicht gedruckt werden.")
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def _not_blank(value: str) -> str:
    if all(character.isspace() or unicodedata.category(character) == "Cf" for character in value):
        raise ValueError("Der Text besteht nur aus Leerzeichen.")
    return value


def _one_paragraph(value: Any) -> Any:
    """Line breaks and runs of white space as single spaces: a pasted text is one paragraph."""
    return " ".join(value.split()) if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable), AfterValidator(_not_blank)]
OptionalLine = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
OptionalText = Annotated[str, Field(max_length=1000), BeforeValidator(_one_paragraph), AfterValidator(_printable)]
OptionalSentence = Annotated[str, Field(max_length=500), BeforeValidator(_one_paragraph), AfterValidator(_printable)]
HttpUrl = Annotated[str, Field(pattern=r"^https?://[\x21-\x7e]+$", max_length=200)]
# No life has more minutes; without an upper bound a figure of a thousand digits would be a valid one.
Minutes = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Issuer(_Frozen):
    """Who answers for the document."""

    name: Line
    address: tuple[Line, ...] = Field(default=(), max_length=10)
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
            raise ValueError("Das Ende liegt vor dem Anfang.")
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


class Skill(_Frozen):
    """A concept of ESCO, the European classification of skills, for the credential."""

    label: Line
    """ESCO's preferred term, in English."""
    uri: HttpUrl
    """Address of the concept."""


class Competence(_Frozen):
    """A competence: described, never graded."""

    code: Annotated[str, Field(pattern=r"^[a-z_]*$", max_length=40)] = ""
    """Its code in the pool (`volunteers/data/competences.json`); empty for one in free words."""
    title: Line
    """Its name, in the language of the certificate."""
    title_beside: OptionalLine = ""
    """Its name in the second language."""
    example: OptionalSentence = ""
    """One sentence that shows it: what the person did."""
    esco: Skill | None = None
    """The skill that it stands for."""


def _in_free_words(value: Any) -> Any:
    """A competence as older contents hold it: a line of text."""
    return {"title": value} if isinstance(value, str) else value


class Status(_Frozen):
    """Where a stranger looks up whether the credential still holds (Bitstring Status List v1.0)."""

    list: HttpUrl
    """Address of the status list credential."""
    index: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
    """Position of the bit in the list, from 0."""


class CertificateContent(_Frozen):
    """All that a certificate says. Equal content gives equal bytes (`certificates.press`)."""

    kind: Kind
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    """The recipient's language, as BCP 47 tag. Without texts of its own, the document speaks German."""
    beside: Literal[PrintLanguage, ""] = ""
    """A second language that the document says the same in."""
    name: Line
    """In the person's own script and order."""
    name_latin: OptionalLine = ""
    """In Latin letters, where `name` is not."""
    number: Line
    code: Annotated[str, Field(pattern=r"^[A-Z2-7]{16}$")]
    """Public code: 80 random bits in base32."""
    verify_url: HttpUrl
    """Address of the page that verifies the certificate; stands in the QR code."""
    issued_on: dt.date
    issuer: Issuer
    period: Period | None = None
    role: OptionalLine = ""
    minutes_total: Minutes | None = None
    """Confirmed minutes."""
    years: tuple[YearMinutes, ...] = Field(default=(), max_length=100)
    activities: tuple[ActivityLine, ...] = Field(default=(), max_length=500)
    competences: tuple[
        Annotated[Competence, BeforeValidator(_in_free_words, json_schema_input_type=Line | Competence)], ...
    ] = Field(default=(), max_length=20)
    trainings: tuple[Line, ...] = Field(default=(), max_length=20)
    """Trainings that the person attended."""
    text: OptionalText = ""
    """A paragraph of the issuer's own."""
    birth_date: dt.date | None = None
    """Only where the person wants it to be printed."""
    evidence: Evidence | None = None
    """The weakest evidence among the confirmations that the figures rest on."""
    unpaid: bool = True
    replaces: OptionalLine = ""
    """Number of the certificate that this one replaces."""
    withdraw_url: Literal[""] | HttpUrl = ""
    """Address where the holder withdraws every consent to be named in public, without signing in. Never expires."""
    did: Annotated[str, Field(pattern=r"^(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)?$", max_length=200)] = ""
    """The issuer's decentralized identifier (W3C DID Core 1.0), for the credential."""
    status: Status | None = None
    """`credentialStatus` of the credential."""
    recipient_hash: OptionalLine = ""
    """IdentityHash of Open Badges 3.0: `sha256$` and the hex digest of the holder's e-mail address + salt."""
    recipient_salt: OptionalLine = ""

    @field_validator("beside")
    @classmethod
    def _another_language(cls, value: str, info: ValidationInfo) -> str:
        if value and value == info.data.get("language"):
            raise ValueError("Die zweite Sprache ist dieselbe wie die erste.")
        return value

    @field_validator("birth_date")
    @classmethod
    def _born_before(cls, value: dt.date | None, info: ValidationInfo) -> dt.date | None:
        issued_on = info.data.get("issued_on")
        if value is not None and issued_on is not None and value > issued_on:
            raise ValueError("Das Geburtsdatum liegt nach dem Datum der Ausstellung.")
        return value

    @model_validator(mode="after")
    def _kind_has_its_facts(self) -> "CertificateContent":
        if self.kind == "thanks":
            return self
        if self.period is None or not self.minutes_total or not self.activities or self.evidence is None:
            raise ValueError("Ein Nachweis braucht period, minutes_total, activities und evidence.")
        if self.kind == "competence" and not self.competences:
            raise ValueError("Ein Kompetenznachweis braucht competences.")
        return self


class ContentError(ValueError):
    """The content cannot be printed. `field` is the JSON path, `reason` a sentence without personal data."""

    def __init__(self, field: str, reason: str) -> None:
        """`field` like ``activities.0.title``; empty for the document as a whole."""
        super().__init__(f"{field or 'content'}: {reason}")
        self.field = field
        self.reason = reason


# Pydantic's error types in the language of the people who read them; figures come from its context.
_REASONS = {
    "missing": "Die Angabe fehlt.",
    "extra_forbidden": "Diese Angabe gibt es nicht.",
    "string_type": "Hier wird ein Text erwartet.",
    "string_unicode": "Der Text ist kein gültiges Unicode.",
    "string_too_short": "Der Text ist leer.",
    "string_too_long": "Der Text ist zu lang: höchstens {max_length} Zeichen.",
    "string_pattern_mismatch": "Der Text hat nicht die vorgeschriebene Form.",
    "literal_error": "Dieser Wert ist nicht vorgesehen. Möglich sind: {expected}.",
    "date_type": "Hier wird ein Datum erwartet, zum Beispiel 2025-12-05.",
    "date_parsing": "Das ist kein Datum. Erwartet wird die Form 2025-12-05.",
    "date_from_datetime_parsing": "Das ist kein Datum. Erwartet wird die Form 2025-12-05.",
    "date_from_datetime_inexact": "Hier wird ein Datum ohne Uhrzeit erwartet.",
    "int_type": "Hier wird eine ganze Zahl erwartet.",
    "int_parsing": "Hier wird eine ganze Zahl erwartet.",
    "int_parsing_size": "Die Zahl ist zu groß.",
    "int_from_float": "Hier wird eine ganze Zahl erwartet.",
    "greater_than_equal": "Die Zahl ist zu klein: mindestens {ge}.",
    "less_than_equal": "Die Zahl ist zu groß: höchstens {le}.",
    "bool_type": "Hier wird true oder false erwartet.",
    "bool_parsing": "Hier wird true oder false erwartet.",
    "tuple_type": "Hier wird eine Liste erwartet.",
    "too_long": "Die Liste ist zu lang: höchstens {max_length} Einträge.",
    "model_type": "Hier wird ein Objekt mit benannten Angaben erwartet.",
    "value_error": "{error}",
}


def parse_content(data: Any) -> CertificateContent:
    """The content from decoded JSON. Raises ContentError naming the first wrong field and, in German, why."""
    try:
        return CertificateContent.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        facts = {key: str(value).replace(" or ", " oder ") for key, value in first.get("ctx", {}).items()}
        reason = _REASONS.get(first["type"], "Diese Angabe ist ungültig.").format_map(facts)
        raise ContentError(".".join(str(part) for part in first["loc"]), reason) from None


def json_schema() -> str:
    """The content as JSON Schema 2020-12, as it is committed in `content.schema.json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **CertificateContent.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
