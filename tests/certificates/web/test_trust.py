"""What strangers' programs read: key, credential and status list; and what one of them says to it."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError
from pytest_django.fixtures import Settings

from certificates.models import Certificate
from certificates.services import files, keys, queue, revoking
from certificates.services.judging import judge
from tests import factories
from tests.cast import World
from tests.certificates import orders
from tests.certificates.press.test_credential import official

HOST = "dank.example.org"


@pytest.fixture
def paper(world: World, settings: Settings) -> Certificate:
    """Ada's record, issued under a public address."""
    settings.PUBLIC_URL = f"https://{HOST}"
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    certificate = orders.order(world, kind="record", start=orders.START, end=orders.END)
    assert queue.drain() == 1
    certificate.refresh_from_db()
    return certificate


def download(address: str, *_arguments: Any, **_options: Any) -> bytes:
    """How a stranger's program fetches: the path of the address, from our own endpoints."""
    assert address.startswith(f"https://{HOST}/")
    response = Client().get(address.removeprefix(f"https://{HOST}"))
    assert response.status_code == 200
    return response.content


def token_in(pdf: bytes) -> str:
    """The credential as it lies in the file."""
    import pymupdf

    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        (name,) = document.embfile_names()
        found: bytes = document.embfile_get(name)
    return found.decode()


def verified(token: str) -> Any:
    verifier = OB3Verifier.for_issuer_did(f"did:web:{HOST}", download=download)
    return verifier.verify(token, check_status=True, download=download)


def test_stranger_accepts_the_credential_of_the_paper(paper: Certificate) -> None:
    found = verified(token_in(files.pdf_of(paper)))
    assert (found.achievement.name, found.issuer.name) == ("Tätigkeitsnachweis", paper.content["issuer"]["name"])
    assert found.issuer.id == f"did:web:{HOST}"
    assert [each.identity_hash for each in found.identifiers if not each.hashed] == ["Ada Beispiel"]


def test_stranger_refuses_it_once_revoked(paper: Certificate, world: World) -> None:
    token = token_in(files.pdf_of(paper))
    revoking.revoke(actor=world.carla, certificate=paper, code="wrong_facts", reason="Die Stunden stimmen nicht.")
    from django.core.cache import cache

    cache.clear()  # a minute later
    with pytest.raises(OB3VerificationError, match="Credential status 'revocation' is set at index"):
        verified(token)


def test_stranger_refuses_it_when_altered(paper: Certificate) -> None:
    head, body, signature = token_in(files.pdf_of(paper)).split(".")
    for place in range(0, len(body), len(body) // 10):
        other = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
        with pytest.raises(OB3VerificationError):
            verified(f"{head}.{other}.{signature}")


def test_credential_of_the_page_is_that_of_the_paper(paper: Certificate) -> None:
    address = reverse("credential", args=[paper.code])
    token = Client().get(address, headers={"accept": "application/vc+jwt"})
    assert (token.status_code, token["Content-Type"]) == (200, "application/vc+jwt")
    assert token.content.decode() == token_in(files.pdf_of(paper))
    body = Client().get(address)
    assert (body.status_code, body["Content-Type"]) == (200, "application/vc")
    said = json.loads(body.content)
    assert [error.message for error in official().iter_errors(said)] == []
    assert said["id"] == f"https://{HOST}/v/{paper.code}"
    for response in (token, body):
        assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
        assert "no-store" in response["Cache-Control"]


def test_credential_is_hidden_with_the_details(paper: Certificate) -> None:
    address = reverse("credential", args=[paper.code])
    Certificate.objects.filter(pk=paper.pk).update(hidden_at=paper.issued_at)
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("credential", args=["ABCDEFGHIJKLMNOP"])).status_code == 404


def test_token_whose_key_is_gone_is_not_there(paper: Certificate) -> None:
    Certificate.objects.filter(pk=paper.pk).update(seal_key="0" * 16)
    address = reverse("credential", args=[paper.code])
    assert Client().get(address, headers={"accept": "application/vc+jwt"}).status_code == 404
    assert Client().get(address).status_code == 200


def test_did_document_names_the_key_of_the_paper(paper: Certificate) -> None:
    response = Client().get("/.well-known/did.json")
    said = json.loads(response.content)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert said["id"] == f"did:web:{HOST}"
    (method,) = said["verificationMethod"]
    assert method["id"] == f"did:web:{HOST}#{paper.seal_key}"
    assert set(method["publicKeyJwk"]) == {"kty", "crv", "x", "y", "kid"}


def test_status_list_is_signed_and_kept_a_minute(paper: Certificate, world: World) -> None:
    first = Client().get("/status/1")
    assert (first["Content-Type"], first["Cache-Control"]) == ("application/vc+jwt", "public, max-age=60")
    assert first["Access-Control-Allow-Origin"] == "*"
    revoking.revoke(actor=world.carla, certificate=paper, code="other", reason="Doppelt ausgestellt.")
    assert Client().get("/status/1").content == first.content
    assert Client().get("/status/2").status_code == 404


def test_without_a_seal_there_is_no_list_and_no_key(paper: Certificate, settings: Settings) -> None:
    settings.SEAL = "none"
    assert Client().get("/status/1").status_code == 404
    assert json.loads(Client().get("/.well-known/did.json").content)["verificationMethod"] == []


def test_issued_paper_is_genuine_offline(paper: Certificate) -> None:
    said = judge(files.pdf_of(paper), keys.trust_roots())
    assert (said.findings, said.number, said.code) == ((), paper.number_text, paper.code)
