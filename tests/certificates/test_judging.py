"""What a file says of itself: genuine only if nothing in it was touched, and an answer for any bytes."""

import datetime as dt
import io
import random
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.press import press
from certificates.press.attachment import Attachment
from certificates.press.composing import compose_document
from certificates.press.credential import credential
from certificates.press.layout import shipped
from certificates.press.seal import Seal
from certificates.services import judging
from certificates.services.judging import Finding, Judgement, judge, judge_apart
from tests.certificates.press import seals
from tests.certificates.press.samples import KINDS, content

TRUSTED = [seals.authority()]


@cache
def paper(kind: str = "record") -> bytes:
    return press(content(kind), seal=seals.ec_seal())


def findings(data: bytes) -> set[str]:
    return set(judge(data, TRUSTED).findings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seal", [seals.ec_seal, seals.rsa_seal], ids=["ec", "rsa"])
def test_sealed_paper_is_genuine(kind: str, seal: Callable[[], Seal]) -> None:
    said = judge(press(content(kind), seal=seal()), TRUSTED)
    expected = content(kind)
    assert said.findings == ()
    assert said.genuine
    assert (said.number, said.name, said.code) == (expected.number, expected.name, expected.code)
    assert (said.key_id, said.signer) == (seal().key_id, "CN=Test-Siegel")


def test_each_of_200_changed_bytes_is_caught() -> None:
    data, chance = paper(), random.Random(20261122)  # noqa: S311 - the same places each time
    missed = []
    for place in [chance.randrange(len(data)) for _ in range(200)]:
        changed = bytearray(data)
        changed[place] ^= chance.randrange(1, 256)
        if judge(bytes(changed), TRUSTED).genuine:
            missed.append(place)
    assert missed == []


def test_each_changed_digit_of_the_signature_is_caught() -> None:
    """The container lies outside of what it signs: copies of certificates, lengths, zeros behind it."""
    data, chance = paper(), random.Random(4711)  # noqa: S311 - as above
    start = data.index(b"/Contents<", data.index(b"/Type/Sig")) + len(b"/Contents<")
    end = data.index(b">", start)
    places = [*(chance.randrange(start, end) for _ in range(150)), start, end - 1]
    missed = []
    for place in places:
        changed = bytearray(data)
        changed[place] = chance.choice(b"0123456789abcdefABCDEF \n".replace(data[place : place + 1], b""))
        if judge(bytes(changed), TRUSTED).genuine:
            missed.append(place - start)
    assert missed == []


def test_bytes_put_into_the_signature_are_caught() -> None:
    data = paper()
    end = data.index(b">", data.index(b"/Contents<", data.index(b"/Type/Sig")))
    assert findings(data[:end] + b" " + data[end:]) & {Finding.BROKEN, Finding.DAMAGED, Finding.NOT_WHOLE}


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\n%%EOF\n", b"\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"])
def test_what_is_appended_is_caught(tail: bytes) -> None:
    assert findings(paper() + tail) & {Finding.NOT_WHOLE, Finding.DAMAGED}


def test_incremental_update_is_caught() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()  # type: ignore[no-untyped-call]  # as the line below
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # it publishes types of the rest
    assert out.getvalue().startswith(paper())
    assert Finding.NOT_WHOLE in findings(out.getvalue())


def test_truncated_file_is_caught() -> None:
    data = paper()
    for size in [*range(0, len(data), len(data) // 20), len(data) - 1]:
        assert not judge(data[:size], TRUSTED).genuine


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", Finding.NO_PDF),
        (b"MZ\x90", Finding.NO_PDF),
        (b"%PDF-", Finding.DAMAGED),
        (b"%PDF-1.7\n" + b"[" * 5000, Finding.DAMAGED),
        (b"%PDF-1.7\n" + bytes(10_000_000), Finding.TOO_LARGE),
    ],
    ids=["empty", "program", "header", "nested", "large"],
)
def test_what_is_no_paper_gets_an_answer(data: bytes, finding: Finding) -> None:
    assert judge(data, TRUSTED) == Judgement((finding,))
    assert judge_apart(data, TRUSTED) == Judgement((finding,))


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert not judge(b"%PDF-1.7\n" + data, TRUSTED).genuine


def test_paper_without_a_seal_is_unsigned() -> None:
    assert findings(press(content("thanks"))) == {Finding.UNSIGNED}


def test_foreign_seal_is_not_trusted() -> None:
    assert judge(paper(), []).findings == (Finding.UNTRUSTED,)
    stranger = seals.ec_key(9)
    foreign = seals.certificate("Test-Stelle", stranger, "Test-Stelle", stranger, authority=True)  # by name alone
    assert judge(paper(), [foreign]).findings == (Finding.UNTRUSTED,)


def test_paper_outlives_the_certificate_of_its_seal() -> None:
    key = seals.ec_key(10)
    day = content("record").issued_on
    until = dt.datetime.combine(day + dt.timedelta(days=30), dt.time(), dt.UTC)  # long ago by now
    own = seals.certificate(
        "Altes Siegel", key, "Test-Stelle", seals.ec_key(1_000_003), authority=False, not_after=until
    )
    seal = Seal.of(key, own, TRUSTED, seals.DID)
    assert judge(press(content("record"), seal=seal), TRUSTED).findings == ()
    late = content("record", issued_on=(day + dt.timedelta(days=31)).isoformat())
    assert judge(press(late, seal=seal), TRUSTED).findings == (Finding.UNTRUSTED,)


def with_token(token: bytes) -> bytes:
    """A sealed paper that holds this instead of its credential."""

    item = Attachment("credential.jwt", "application/vc+jwt", "Nachweis", "Data", token)
    return compose_document(content("record"), shipped("record")).finish(seals.ec_seal(), [item] if token else ())


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"number": "NI-2025-999999"}, Finding.NUMBER_DIFFERS),
        ({"name": "Mallory Beispiel"}, Finding.NAME_DIFFERS),
        ({"verify_url": "https://dankwerk.example/v/AAAAAAAAAAAAAAAA"}, Finding.CODE_DIFFERS),
    ],
)
def test_credential_that_says_something_else_than_the_paper_is_caught(change: dict[str, str], finding: Finding) -> None:
    token = credential(content("record", **change), seals.ec_seal())
    assert judge(with_token(token), TRUSTED).findings == (finding,)


def test_credential_of_another_key_is_caught() -> None:
    other = seals.sealed_by(seals.ec_key(11), subject="Anderes Siegel")
    assert judge(with_token(credential(content("record"), other)), TRUSTED).findings == (Finding.CREDENTIAL_BROKEN,)
    good = credential(content("record"), seals.ec_seal())
    head, body, signature = good.split(b".")
    for token in (b"%b.%b.%b" % (head, body, signature[:-8] + b"AAAAAAAA"), b"%b.e30.%b" % (head, signature)):
        assert judge(with_token(token), TRUSTED).findings == (Finding.CREDENTIAL_BROKEN,)


def test_paper_without_credential_is_caught() -> None:
    assert judge(with_token(b""), TRUSTED).findings == (Finding.NO_CREDENTIAL,)
    assert judge(with_token(b"no token"), TRUSTED).findings == (Finding.NO_CREDENTIAL,)


def test_process_apart_says_the_same() -> None:
    assert judge_apart(paper(), TRUSTED) == judge(paper(), TRUSTED)
    assert judge_apart(paper() + b"\n", TRUSTED) == judge(paper() + b"\n", TRUSTED)


def test_file_that_takes_too_long_is_too_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_SECONDS", -4.99)  # a hundredth of a second
    assert judge_apart(paper(), TRUSTED) == Judgement((Finding.TOO_HARD,))


def test_essence_knows_letters_marks_and_digits_alone() -> None:
    assert judging.essence("Grünkohl-\nessen  Nr. 7 · शांति") == "GrünkohlessenNr7शांति"
    assert judging.essence("u\u0308") == "ü"
