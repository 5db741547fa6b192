"""What each list of the API says of a row: the name in the answer, and the way to it in the ORM.

The exports say the same in the same names.
"""

from typing import Final, TypeAlias

Paths: TypeAlias = dict[str, str]

ISSUERS: Final[Paths] = {
    name: name for name in ("uuid", "code", "name", "address", "contact", "place", "signatory_name", "signatory_role")
}
CERTIFICATES: Final[Paths] = {
    "uuid": "uuid",
    "number": "content__number",
    "code": "code",
    "kind": "kind",
    "language": "language",
    "volunteer": "volunteer__uuid",
    "name": "content__name",
    "campaign": "campaign__uuid",
    "status": "status",
    "failure_code": "failure_code",
    "failure_reason": "failure_reason",
    "queued_at": "queued_at",
    "issued_at": "issued_at",
    "digest": "digest",
    "size": "size",
    "template": "template_version__uuid",
    "organisation": "organisation__uuid",
    "period_start": "period_start",
    "period_end": "period_end",
    "needs_replacing_at": "needs_replacing_at",
    "replaces": "replaces__uuid",
    "replaced_by": "replaced_by__uuid",
    "revoked_at": "revoked_at",
    "revocation_code": "revocation_code",
    "revocation_reason": "revocation_reason",
    "hidden_at": "hidden_at",
}
CERTIFICATE_EVENTS: Final[Paths] = {
    "certificate": "certificate__uuid",
    "at": "at",
    "act": "act",
    "actor": "actor__uuid",
    "code": "code",
    "reason": "said",
    "other": "other__uuid",
}
CAMPAIGNS: Final[Paths] = {
    "uuid": "uuid",
    "title": "title",
    "kind": "kind",
    "issuer": "issuer__uuid",
    "period_start": "period_start",
    "period_end": "period_end",
    "minimum_minutes": "minimum_minutes",
    "district": "district__ags",
    "field": "field__code",
    "organisation": "organisation__uuid",
    "chosen": "chosen",
    "age_affirmed": "age_affirmed",
    "language": "language",
    "beside": "beside",
    "template": "template_version__uuid",
    "status": "status",
    "created_at": "created_at",
    "ordered_at": "ordered_at",
}
TEMPLATES: Final[Paths] = {
    "uuid": "uuid",
    "title": "title",
    "kind": "kind",
    "issuer": "issuer__uuid",
    "created_at": "created_at",
}
TEMPLATE_VERSIONS: Final[Paths] = {
    "uuid": "uuid",
    "template": "template__uuid",
    "title": "template__title",
    "kind": "template__kind",
    "number": "number",
    "status": "status",
    "digest": "digest",
    "created_at": "created_at",
    "published_at": "published_at",
    "frozen_at": "frozen_at",
    "retired_at": "retired_at",
}
