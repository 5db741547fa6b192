"""The credential: what the paper says, once more for machines, as Open Badges 3.0 on the W3C data model 2.0.

A compact JWT whose payload is the credential itself (VC-JOSE-COSE, 3.1; Open Badges 3.0, 8.2.4.1). It is built from the
content alone: no clock, no model, no chance.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

from certificates.content import CertificateContent
from certificates.press.seal import Seal, compact_json
from certificates.press.wording import wording
from volunteers.competences import pool

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

# In German, whatever language the paper speaks; a reader's program translates by `achievementType`.
_WORDS = wording("de")
_TYPES = {"thanks": "Award", "record": "CommunityService", "competence": "Competency"}
_DESCRIPTIONS = {
    "thanks": "Dank für freiwilliges Engagement.",
    "record": "Nachweis über freiwilliges Engagement: Zeitraum, Tätigkeiten und bestätigte Stunden.",
    "competence": "Nachweis über freiwilliges Engagement und die Kompetenzen, die sich darin gezeigt haben.",
}
_CRITERIA = {
    "thanks": "Die ausstellende Organisation dankt. Eine Stundenzahl ist nicht verlangt.",
    "record": "Gezählt sind allein Stunden, die eine Organisation bestätigt hat; niemand bestätigt die eigenen.",
    "competence": "Gezählt sind allein Stunden, die eine Organisation bestätigt hat. Die Kompetenzen stammen aus einem "
    "festen Verzeichnis und sind beschrieben, nicht benotet.",
}
# A date holds from its first minute in Berlin on. In winter this offset begins an hour early: with the winter's own,
# a paper of a summer day would for an hour be one of the future, and every verifier would refuse it.
_MIDNIGHT = dt.time(tzinfo=dt.timezone(dt.timedelta(hours=2)))


def credential(content: CertificateContent, seal: Seal) -> bytes:
    """The signed credential as ``vc+jwt``. The issuer is the content's DID, or else the seal's."""
    seal = seal.speaking_for(content.did)
    body = credential_body(content, seal.did)
    # The registered claims must repeat the body (Open Badges 3.0, 8.2.6.1).
    claims = {"iss": seal.did, "jti": body["id"], "nbf": int(_first_moment(content.issued_on).timestamp())}
    return seal.sign_token(compact_json(body | claims))


def credential_body(content: CertificateContent, did: str) -> dict[str, Any]:
    """The credential as JSON, unsigned."""
    name = _WORDS.title[content.kind]
    valid_from = _moment(content.issued_on)
    issuer = {"id": did, "type": ["Profile"], "name": content.issuer.name}
    body: dict[str, Any] = {
        "@context": CONTEXT,
        "id": content.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{name} {content.number}",
        "issuer": issuer,
        "validFrom": valid_from,
        "awardedDate": valid_from,
        "credentialSubject": _subject(content, issuer),
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if evidence := _evidence(content):
        body["evidence"] = evidence
    if content.status:
        body["credentialStatus"] = {
            "id": f"{content.status.list}#{content.status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(content.status.index),
            "statusListCredential": content.status.list,
        }
    return body


def _subject(content: CertificateContent, issuer: dict[str, Any]) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(content),
        "licenseNumber": content.number,
        "achievement": {
            "id": f"{issuer['id']}#{content.kind}",
            "type": ["Achievement"],
            "achievementType": _TYPES[content.kind],
            "name": _WORDS.title[content.kind],
            "description": _DESCRIPTIONS[content.kind],
            "criteria": {"narrative": _CRITERIA[content.kind]},
            "creator": issuer,
            "inLanguage": "de",
        },
    }
    if content.competences:
        subject["achievement"]["tag"] = [competence.title for competence in content.competences]
    if alignments := _alignments(content):
        subject["achievement"]["alignment"] = alignments
    if skills := [competence.esco for competence in content.competences if competence.esco]:
        subject["achievement"]["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": skill.label,
                "targetUrl": skill.uri,
                "targetFramework": "ESCO: European Skills, Competences, Qualifications and Occupations",
            }
            for skill in skills
        ]
    if content.period:
        subject["activityStartDate"] = _moment(content.period.start)
        subject["activityEndDate"] = _moment(content.period.end)
    if content.minutes_total is not None:
        subject["creditsEarned"] = hours(content.minutes_total)
    if content.role:
        subject["role"] = content.role
    return subject


def _identifiers(content: CertificateContent) -> list[dict[str, Any]]:
    """Whose it is: the names of the paper, and the e-mail address as a salted hash where there is one."""
    names = [content.name, content.name_latin] if content.name_latin else [content.name]
    found: list[dict[str, Any]] = [
        {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": name} for name in names
    ]
    if content.recipient_hash:
        address = {"type": "IdentityObject", "hashed": True, "identityType": "emailAddress"}
        found.append(address | {"identityHash": content.recipient_hash, "salt": content.recipient_salt})
    return found


def _alignments(content: CertificateContent) -> list[dict[str, Any]]:
    """The competences as skills of ESCO, the European classification, where the pool knows which."""
    known = [found for each in content.competences if (found := pool().get(each.code)) and found.esco_uri]
    return [
        {
            "type": ["Alignment"],
            "targetFramework": "ESCO",
            "targetName": competence.esco_label,
            "targetType": "ceasn:Competency",
            "targetUrl": competence.esco_uri,
        }
        for competence in known
    ]


def _evidence(content: CertificateContent) -> list[dict[str, Any]]:
    """What the figures rest on, each activity with its hours, and the sentences that show a competence."""
    found: list[dict[str, Any]] = []
    if content.evidence:
        found.append(
            {
                "type": ["Evidence"],
                "name": "Bestätigung",
                "genre": content.evidence,
                "narrative": _WORDS.evidence[content.evidence],
            }
        )
    found.extend(
        {
            "type": ["Evidence"],
            "name": activity.title,
            "genre": "activity",
            "description": activity.organisation,
            "narrative": f"{hours(activity.minutes):.2f} h",
        }
        for activity in content.activities
    )
    found.extend(
        {"type": ["Evidence"], "name": competence.title, "genre": "competence", "narrative": competence.example}
        for competence in content.competences
        if competence.example
    )
    return found


def hours(minutes: int) -> float:
    """Hours with two decimals: 6765 minutes are 112.75."""
    return round(minutes / 60, 2)


@lru_cache(maxsize=1024)
def _moment(day: dt.date) -> str:
    return _first_moment(day).isoformat()


def _first_moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, _MIDNIGHT)
