"""Reading a refusal."""

from typing import Any

import orjson


def refusal(response: Any, status: int, code: str, field: str = "") -> dict[str, Any]:
    """The body of a refusal, after checking that it is one: RFC 9457, with our code, and a sentence in German."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = orjson.loads(response.content)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:dankwerk:problem:{code}")
    assert body.get("field", "") == field
    assert body["title"]
    assert body["detail"].endswith((".", "!", "?")), body["detail"]
    return body


def wrong_field(response: Any, field: str, code: str) -> str:
    """The sentence about the one wrong field of a body or a query, after checking that it is the only one."""
    body = refusal(response, 400, "invalid", field)
    assert [(item["field"], item["code"]) for item in body["errors"]] == [(field, code)]
    assert body["errors"][0]["detail"] == body["detail"]
    detail: str = body["detail"]
    return detail
