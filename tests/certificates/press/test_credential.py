"""The credential against the official schema and what the content says."""

import datetime as dt
import hashlib
import json
from functools import cache
from typing import Any

import jwt
import pytest
from jsonschema import Draft201909Validator  # type: ignore[import-untyped]  # it publishes no types

from certificates.press.credential import credential, credential_body
from certificates.press.seal import jwk_of
from tests.certificates.press import seals
from tests.certificates.press.samples import KINDS, ROOT, content
from volunteers.competences import pool

STATUS = {"list": "https://dank.example.org/status/3", "index": 4242}


@cache
def official() -> Draft201909Validator:
    path = ROOT / "tests/data/openbadges/ob_v3p0_achievementcredential_schema.json"
    return Draft201909Validator(json.loads(path.read_text()), format_checker=Draft201909Validator.FORMAT_CHECKER)


def claims(token: bytes) -> dict[str, Any]:
    key = jwt.PyJWK({**jwk_of(seals.ec_seal().certificate), "alg": "ES256"})
    found: dict[str, Any] = jwt.decode(token.decode(), key, algorithms=["ES256"])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_valid_by_the_official_schema(kind: str) -> None:
    full = content(kind, status=STATUS, recipient_hash="sha256$" + 64 * "0", recipient_salt="salt", role="Begleitung")
    for body in (credential_body(full, seals.DID), claims(credential(full, seals.ec_seal()))):
        assert [error.message for error in official().iter_errors(body)] == []


def test_the_schema_finds_what_is_missing() -> None:
    body = credential_body(content("record"), seals.DID)
    del body["issuer"]
    assert [error.message for error in official().iter_errors(body)] == ["'issuer' is a required property"]


def test_record_says_what_the_paper_says() -> None:
    paper = content("record", status=STATUS)
    body = claims(credential(paper, seals.ec_seal()))
    subject = body["credentialSubject"]
    assert body["id"] == paper.verify_url
    assert body["issuer"] == {"id": seals.DID, "type": ["Profile"], "name": paper.issuer.name}
    assert subject["licenseNumber"] == paper.number
    assert [each["identityHash"] for each in subject["identifier"]] == [paper.name, paper.name_latin]
    assert subject["creditsEarned"] == round((paper.minutes_total or 0) / 60, 2)
    assert paper.period is not None
    assert subject["activityStartDate"] == f"{paper.period.start}T00:00:00+02:00"
    assert subject["activityEndDate"] == f"{paper.period.end}T00:00:00+02:00"
    assert [each["name"] for each in body["evidence"]] == ["Bestätigung", *(each.title for each in paper.activities)]
    assert body["evidence"][0]["genre"] == paper.evidence
    assert body["credentialStatus"] == {
        "id": "https://dank.example.org/status/3#4242",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4242",
        "statusListCredential": "https://dank.example.org/status/3",
    }


def test_competences_are_named() -> None:
    paper = content("competence")
    body = credential_body(paper, seals.DID)
    achievement = body["credentialSubject"]["achievement"]
    assert achievement["tag"] == [each.title for each in paper.competences]
    skills = [pool()[each.code] for each in paper.competences]
    assert [(each["targetName"], each["targetUrl"]) for each in achievement["alignment"]] == [
        (skill.esco_label, skill.esco_uri) for skill in skills if skill.esco_uri
    ]
    shown = [each for each in body["evidence"] if each["genre"] == "competence"]
    assert [(each["name"], each["narrative"]) for each in shown] == [
        (each.title, each.example) for each in paper.competences
    ]


def test_competence_in_free_words_has_no_skill() -> None:
    body = credential_body(content("competence", competences=["Kann gut zuhören"]), seals.DID)
    achievement = body["credentialSubject"]["achievement"]
    assert (achievement["tag"], "alignment" in achievement) == (["Kann gut zuhören"], False)


def test_competences_point_to_the_skills_of_esco_that_are_known() -> None:
    known = {"title": "Teamfähigkeit", "esco": {"label": "work in teams", "uri": "http://data.europa.eu/esco/skill/6"}}
    body = credential_body(content("competence", competences=[known, {"title": "Reflexionsfähigkeit"}]), seals.DID)
    assert body["credentialSubject"]["achievement"]["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "work in teams",
            "targetUrl": "http://data.europa.eu/esco/skill/6",
            "targetFramework": "ESCO: European Skills, Competences, Qualifications and Occupations",
        }
    ]
    body = credential_body(content("competence", competences=["Teamfähigkeit"]), seals.DID)
    assert "alignment" not in body["credentialSubject"]["achievement"]


def test_thanks_without_figures_claims_none() -> None:
    body = credential_body(content("thanks", activities=[], minutes_total=None, period=None, role=""), seals.DID)
    assert {"evidence", "credentialStatus"} & set(body) == set()
    assert {"creditsEarned", "activityStartDate", "role"} & set(body["credentialSubject"]) == set()


def test_address_is_a_salted_hash() -> None:
    salted = "sha256$" + hashlib.sha256(b"ada@example.org" + b"pepper").hexdigest()
    body = credential_body(content("thanks", recipient_hash=salted, recipient_salt="pepper"), seals.DID)
    assert body["credentialSubject"]["identifier"][-1] == {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": "emailAddress",
        "identityHash": salted,
        "salt": "pepper",
    }


def test_registered_claims_repeat_the_body_and_begin_no_later_than_the_day_in_berlin() -> None:
    for day in ("2026-01-15", "2026-07-15"):
        body = claims(credential(content("thanks", issued_on=day), seals.ec_seal()))
        assert (body["iss"], body["jti"]) == (body["issuer"]["id"], body["id"])
        first = dt.datetime.fromisoformat(body["validFrom"])
        assert body["nbf"] == first.timestamp()
        assert first <= dt.datetime.fromisoformat(f"{day}T00:00:00+01:00")
        assert body["validFrom"].startswith(day)


def test_issuer_is_the_did_of_the_content_where_it_has_one() -> None:
    token = credential(content("thanks", did="did:web:old.example.org"), seals.ec_seal())
    assert jwt.get_unverified_header(token.decode())["kid"] == f"did:web:old.example.org#{seals.ec_seal().key_id}"
    assert claims(token)["iss"] == "did:web:old.example.org"


def test_equal_content_gives_equal_tokens_and_other_content_another() -> None:
    token = credential(content("record"), seals.ec_seal())
    assert credential(content("record"), seals.ec_seal()) == token
    assert credential(content("record", number="NI-2025-000043"), seals.ec_seal()) != token
