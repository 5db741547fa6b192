"""`Idempotency-Key`: the same POST again does the work once and gives the same answer."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Invalid, KeyReused
from backend.common.models import IdempotencyRecord

_KEY = re.compile(r"[A-Za-z0-9._:-]{1,200}")


def once(request: Request, work: Callable[[], Response]) -> Response:
    """Do the work, or give the answer it gave before, when the request carries an `Idempotency-Key`.

    1. Insert the key in one transaction with the work: a second request at the same moment waits here for the first.
    2. The key is known: another body is refused, the same body gets the remembered answer.
    3. Work that fails takes its key back with it, so a corrected request may use the key again.
    Raises Invalid (`idempotency_key_invalid`), KeyReused.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        with transaction.atomic():
            return work()
    if not _KEY.fullmatch(key):
        raise Invalid(
            _("Der Idempotency-Key besteht aus 1 bis 200 Zeichen: Buchstaben, Ziffern, Punkt, Strich, Doppelpunkt."),
            code="idempotency_key_invalid",
            field="Idempotency-Key",
        )
    digest = hashlib.sha256(orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)).hexdigest()
    identity: dict[str, Any] = {"user_id": request.user.pk, "key": key, "path": request.path}
    with transaction.atomic():
        try:
            with transaction.atomic():
                record = IdempotencyRecord.objects.create(body_digest=digest, **identity)
        except IntegrityError:
            return _again(IdempotencyRecord.objects.get(**identity), digest)
        response = work()
        record.status = response.status_code
        record.body = orjson.loads(orjson.dumps(response.data, default=str))
        record.save(update_fields=["status", "body"])
    return response


def once_from_form(request: HttpRequest, work: Callable[[], str]) -> str:
    """Do the work of a page's form once, however often it is sent, and give the address to which it leads.

    The form carries a hidden `once`, a UUID made when it was drawn. Sent again with the same words, by a double click
    or from a page that was loaded anew, it gives the address it gave before; with other words it is other work.
    """
    words = sorted(
        (name, value) for name, values in request.POST.lists() for value in values if not name.startswith("csrf")
    )
    digest = hashlib.sha256(orjson.dumps(words)).hexdigest()
    key = f"{request.POST.get('once', '')[:36]}:{digest}"
    identity: dict[str, Any] = {"user_id": request.user.pk, "key": key, "path": request.path[:200]}
    with transaction.atomic():
        try:
            with transaction.atomic():
                record = IdempotencyRecord.objects.create(body_digest=digest, **identity)
        except IntegrityError:
            return str(IdempotencyRecord.objects.get(**identity).body)
        address = work()
        record.status, record.body = 302, address
        record.save(update_fields=["status", "body"])
    return address


def _again(record: IdempotencyRecord, digest: str) -> Response:
    if record.body_digest != digest:
        raise KeyReused(
            _("Dieser Idempotency-Key gehört zu einer anderen Anfrage. Bitte nehmen Sie einen neuen."),
            field="Idempotency-Key",
        )
    return Response(record.body, status=record.status, headers={"Idempotent-Replayed": "true"})
