"""PDF/A-3a and PDF/UA-1 of sealed documents, by a validator that is not ours; `make conformance` asks veraPDF too."""

import page
import pytest

from certificates.press import press
from tests.certificates.press.samples import KINDS, activities, content, people
from tests.certificates.press.seals import ec_seal, rsa_seal

PROFILES = [profile for profile in page.ValidationProfile if profile.value in {"3a", "ua1"}]


def failures(pdf: bytes) -> list[tuple[str, str]]:
    """The rules that a file breaks, by clause, in both standards."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    assert all(report.rules.total > 100 for report in reports)
    return [(failure.rule_id, failure.message) for report in reports for failure in report.failures]


def test_the_validator_knows_both_standards() -> None:
    assert [profile.value for profile in PROFILES] == ["3a", "ua1"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("person", people(), ids=lambda person: person["language"])
def test_each_kind_conforms_in_each_script(kind: str, person: dict[str, str]) -> None:
    changes = {"name": person["name"], "name_latin": person["latin"], "language": person["language"]}
    assert failures(press(content(kind, **changes), seal=ec_seal())) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_unsealed_document_conforms(kind: str) -> None:
    assert failures(press(content(kind))) == []


def test_a_seal_of_another_kind_conforms() -> None:
    assert failures(press(content("thanks"), seal=rsa_seal())) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_document_conforms(kind: str) -> None:
    assert failures(press(content(kind, activities=activities(120)), seal=ec_seal())) == []


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b"/MarkInfo<</Marked true>>", b"/MarkInfo<</Marked !!!!>>"),
        (b"<pdfaid:part>3<", b"<pdfaid:part>1<"),
        (b"/AFRelationship/Data", b"/AFRelationShip/Data"),
        (b"/DisplayDocTitle true", b"/DisplayDocTitle null"),
        (b"/S/GTS_PDFA1", b"/S/GTS_PDFX1"),
        (b"/FontFile2 ", b"/FontFileX "),
    ],
)
def test_the_validator_sees_what_is_broken(sound: bytes, broken: bytes) -> None:
    """Or else the tests above could not fail."""
    pdf = press(content("thanks"), seal=ec_seal())
    assert sound in pdf
    try:
        assert failures(pdf.replace(sound, broken)) != []
    except page.PageError:
        assert broken.endswith(b"!!!!>>")
