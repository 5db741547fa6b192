"""The OpenAPI document and the API agree: schemathesis attacks the one with the other."""

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import schemathesis
import yaml
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.cast import World


class SameTransaction:
    """The WSGI application on the connection of the test, also from the threads that schemathesis works with."""

    def __init__(self, app: WSGIApplication, *, keep: bool) -> None:
        self.app, self.keep = app, keep
        self.connection = connections["default"]
        self.answers: dict[tuple[str, str, int], int] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        connections["default"] = self.connection
        with transaction.atomic():

            def note(status, headers, exc=None):
                key = (environ["REQUEST_METHOD"], environ["PATH_INFO"], int(status[:3]))
                self.answers[key] = self.answers.get(key, 0) + 1
                return start_response(status, headers)

            response = self.app(environ, note)
            body = list(response)
            response.close()
            if not self.keep:
                transaction.set_rollback(True)
        return body


def test_scratch(world: World) -> None:
    import os
    import time

    from tests.backend.rich import rich

    token, config = rich(world)
    config |= {
        "headers": {"Authorization": f"Token {token}"},
        "seed": int(os.environ.get("SEED", 1)),
        "workers": 1,
        "continue-on-failure": True,
        "generation": {
            "max-examples": int(os.environ.get("N", 5)),
            "deterministic": False,
            "database": "none",
            "no-shrink": True,
        },
        "phases": {
            p: {"enabled": p in os.environ.get("PHASES", "coverage,fuzzing").split(",")}
            for p in ("examples", "coverage", "fuzzing", "stateful")
        },
        "checks": {"positive_data_acceptance": {"enabled": False}},
        "warnings": False,
    }
    app = SameTransaction(get_wsgi_application(), keep="stateful" in os.environ.get("PHASES", ""))
    app.connection.inc_thread_sharing()
    document = yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text())
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(config))
    import wsgiref.simple_server as ws

    class H(ws.WSGIRequestHandler):
        def log_message(self, *a):
            pass

    server = ws.WSGIServer(("127.0.0.1", 0), H)
    server.set_app(app)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    schema.config.update(base_url=f"http://127.0.0.1:{server.server_port}")
    t = time.time()
    n = 0
    import io

    out = io.StringIO()
    seen = set()
    for event in from_schema(schema).execute():
        if isinstance(event, (events.NonFatalError, events.FatalError)):
            import traceback

            print("ERR", event.label, "".join(traceback.format_exception(event.value))[-1500:], file=out)
        if isinstance(event, events.PhaseFinished):
            print("PHASE", event.phase.name, event.status, round(time.time() - t, 1), file=out)
        if isinstance(event, events.ScenarioFinished):
            n += len(event.recorder.interactions)
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        f = check.failure_info.failure
                        key = (event.recorder.label, check.name, f.title, f.message[:80])
                        if key in seen:
                            continue
                        seen.add(key)
                        inter = event.recorder.interactions[case_id]
                        req = inter.request
                        print("-----", *key[:3], file=out)
                        print(f.message[:600], file=out)
                        print(
                            req.method,
                            req.uri,
                            (req.body or b"")[:300],
                            {k: v for k, v in req.headers.items() if k not in ("User-Agent", "Accept-Encoding")},
                            file=out,
                        )
                        if inter.response:
                            print(inter.response.status_code, (inter.response.content or b"")[:400], file=out)
    app.connection.dec_thread_sharing()
    print("N", n, time.time() - t, "findings", len(seen), file=out)
    ops = {}
    import re

    for (m, p, s), c in app.answers.items():
        p = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{uuid}", p)
        if len(p) > 60 or not p.isascii():
            p = "(odd)"
        ops.setdefault((p, m), {}).setdefault(s, 0)
        ops[p, m][s] += c
    for k in sorted(ops):
        if k[1] in ("GET", "POST", "PATCH", "DELETE"):
            print(k, dict(sorted(ops[k].items())), file=out)
    server.shutdown()
    thread.join()
    server.server_close()
    open("/tmp/w/findings-%s.txt" % os.environ.get("TAG", "x") + "", "w").write(out.getvalue())
