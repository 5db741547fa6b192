"""What a page does that nobody sees: complaints of the console, violations of the policy, requests, their bytes."""

import gzip
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import brotli
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

_LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
_COMPRESSED = {"document", "stylesheet", "script", "fetch", "xhr", "manifest"}


@dataclass
class Watch:
    """Everything odd in the pages of a context since the last look. Nothing odd is an empty list."""

    home: str
    oddities: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    expected: tuple[int, ...] = ()

    @classmethod
    def over(cls, context: BrowserContext, home: str) -> "Watch":
        """Watches every page of the context, from before its first line."""
        watch = cls(home)
        context.add_init_script(_LISTEN)
        context.on("page", watch._follow)
        context.on("request", watch._asked)
        context.on("requestfailed", watch._failed)
        context.on("response", watch._answered)
        return watch

    def _follow(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.oddities.append(f"error: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        answered = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not answered:
            self.oddities.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.home and parts.scheme not in {"data", "blob"}:
            self.oddities.append(f"foreign: {request.url}")

    def _failed(self, request: Request) -> None:
        self.oddities.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400 and response.status not in self.expected:
            self.oddities.append(f"{response.status}: {response.request.method} {response.url}")

    def look(self) -> list[str]:
        """What was odd since the last look."""
        seen, self.oddities = self.oddities, []
        return seen

    @staticmethod
    def breaks(oddity: str) -> bool:
        """Whether it is wrong on any page, whatever the network does."""
        return oddity.startswith(("error:", "console: policy:"))

    def weigh(self) -> "Weight":
        """What came over the line since the last weighing, compressed as production compresses it."""
        weight = Weight()
        for response in self.responses:
            kind = response.request.resource_type
            size = _size(response)
            weight.total += size
            weight.script += size if kind == "script" else 0
        self.responses = []
        return weight


@dataclass
class Weight:
    """Bytes over the line."""

    total: int = 0
    script: int = 0


_static: dict[str, int] = {}


def _size(response: Response) -> int:
    """A document as the application compresses it (gzip), a static file as whitenoise does (brotli), no headers."""
    if response.status in range(300, 400):
        return 0
    path = urlsplit(response.url).path
    if path.startswith("/static/") and path in _static:
        return _static[path]
    body = response.body()
    if not path.startswith("/static/"):
        return len(gzip.compress(body, 6))
    kind = response.request.resource_type
    text = kind in _COMPRESSED or path.endswith(".svg")
    _static[path] = len(_packed(body)) if text else len(body)
    return _static[path]


@lru_cache(maxsize=64)
def _packed(body: bytes) -> bytes:
    packed: Any = brotli.compress(body, quality=11)
    return bytes(packed)
