"""What a template must be able to press: every language, every script, the longest and the shortest contents."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import gettext as _

from backend.common.errors import NotFound
from certificates.content import CertificateContent, ContentError, Kind, parse_content
from certificates.press import press
from certificates.press.layout import Layout, shipped
from certificates.services import pdfium

WAY_OUT = "https://dankwerk.example/w/musterlinkohneperson"  # every paper of a person has such an address
_HERE = Path(__file__).resolve().parents[1]
# What only these kinds can say; a thanks names no hours.
_FACTS = ("role", "trainings", "birth_date")


@dataclass(frozen=True, slots=True)
class Sample:
    """A content that is nobody's. `title` says in German what is special about it."""

    key: str
    title: str
    content: CertificateContent


@dataclass(frozen=True, slots=True)
class Failure:
    """The first sample that a layout does not press: its title, the field of layout or content, a German sentence."""

    sample: str
    field: str
    reason: str


def shipped_layout(kind: str) -> dict[str, Any]:
    """The design that comes with the press, as JSON that may be edited."""
    (known,) = (one for one in get_args(Kind) if one == kind)
    return shipped(known).model_dump(mode="json", exclude_none=True)


@functools.cache
def samples_of(kind: str) -> tuple[Sample, ...]:
    """All samples for that kind: certificates/examples/ with the changes of certificates/data/samples.json."""
    base = json.loads((_HERE / "examples" / f"{kind}.json").read_text(encoding="utf-8")) | {"name_latin": ""}
    wishes = json.loads((_HERE / "data" / "samples.json").read_text(encoding="utf-8"))["samples"]
    dropped = _FACTS if kind == "thanks" else ()
    return tuple(
        Sample(
            wish["key"],
            wish["title"],
            parse_content(
                base
                | {"withdraw_url": WAY_OUT}
                | {name: value for name, value in wish["changes"].items() if name not in dropped}
            ),
        )
        for wish in wishes
    )


def sample(kind: str, key: str) -> Sample:
    """That sample. Raises NotFound (`unknown_sample`)."""
    for one in samples_of(kind):
        if one.key == key:
            return one
    raise NotFound(_("Dieses Muster gibt es nicht."), code="unknown_sample", field="sample")


def first_failure(layout: Layout) -> Failure | None:
    """Press every sample with the layout, and read the PDF again; None if all of them come out right."""
    for one in samples_of(layout.kind):
        try:
            pdf = press(one.content, layout)
        except ContentError as error:
            return Failure(one.title, error.field, error.reason)
        if reason := _wrong(pdf, one.content):
            return Failure(one.title, "layout", reason)
    return None


def _wrong(pdf: bytes, content: CertificateContent) -> str:
    """What a stranger's reader misses in the PDF; empty where nothing is missing.

    Number and code: with them the paper can be verified, even where its QR code is torn off.
    """
    with pdfium.opened(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    if not {content.number, content.code} <= set(text.split()):
        return _("Nummer oder Prüfcode sind auf dem Papier nicht zu lesen.")
    return ""
