"""docker-compose.yml keeps its promises: no default secret, nobody is root, everything is waited for and watched."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LONG_RUNNING = {"nginx", "web", "worker", "beat", "postgres", "redis-broker", "redis-cache"}
SECRETS = [
    "DANKWERK_SECRET_KEY",
    "POSTGRES_PASSWORD",
    "POSTGRES_APP_PASSWORD",
    "REDIS_BROKER_PASSWORD",
    "REDIS_CACHE_PASSWORD",
]
NEEDED = {name: f"value-of-{name.lower()}" for name in [*SECRETS, "DANKWERK_HOST"]} | {
    "DANKWERK_TLS": "/srv/tls",
    "DANKWERK_SEAL": "/seal/seal.p12",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file with its merge keys resolved, variables as they stand there."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def _compose_config(given: dict[str, str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """What docker-compose makes of the file, with nothing but `given` in the environment and no .env file."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed")
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **given}
    nothing = folder / "empty.env"
    nothing.touch()
    command = [program, "--env-file", str(nothing), "--file", str(ROOT / "docker-compose.yml"), "config"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_services_are_these(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == LONG_RUNNING | {"migrate"}


def test_docker_compose_accepts_the_file(tmp_path: Path) -> None:
    result = _compose_config(NEEDED, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    services = yaml.safe_load(result.stdout)["services"]
    environment = services["web"]["environment"]
    assert environment["CELERY_BROKER_URL"] == "redis://:value-of-redis_broker_password@redis-broker:6379/0"
    assert environment["CACHE_URL"] == "redis://:value-of-redis_cache_password@redis-cache:6379/0"
    as_owner, as_role = "dankwerk:value-of-postgres_password", "dankwerk_app:value-of-postgres_app_password"
    assert {name: services[name]["environment"]["DATABASE_URL"] for name in ("migrate", "web", "worker", "beat")} == {
        "migrate": f"postgres://{as_owner}@postgres:5432/dankwerk",
        **dict.fromkeys(("web", "worker", "beat"), f"postgres://{as_role}@postgres:5432/dankwerk"),
    }


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_docker_compose_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    result = _compose_config({name: value for name, value in NEEDED.items() if name != missing}, tmp_path)
    assert result.returncode != 0
    assert "see .env.example" in result.stderr


def test_every_variable_without_default_is_mandatory_and_described() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    used = re.findall(r"(?<!\$)\$\{(\w+)(:\?|:-)?", text)
    assert {name for name, kind in used if kind == ":?"} == set(NEEDED)
    assert {name for name, kind in used if not kind} == set()
    example = (ROOT / ".env.example").read_text()
    assert {name for name, _kind in used} == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert [line for line in example.splitlines() if re.match(r"[A-Z_]+=.", line)] == []  # nothing to forget


def test_secrets_are_nowhere_written_down(compose: dict[str, Any]) -> None:
    """Values under a secret's name, and passwords in addresses, are references without a default."""
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|AUTH", name) and not name.endswith("_FILE"):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value)
            for password in re.findall(r"://[^:/]*:([^@]+)@", value):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", password)


def test_nobody_is_root_and_nothing_more_is_allowed(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        hardened = {key: service.get(key) for key in ("read_only", "cap_drop", "security_opt", "init")}
        assert (name, hardened) == (
            name,
            {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "init": True},
        )
        assert int(service["user"].split(":")[0]) > 0
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


def test_every_long_running_service_is_watched(compose: dict[str, Any]) -> None:
    watched = {name for name, service in compose["services"].items() if service.get("healthcheck", {}).get("test")}
    assert watched == LONG_RUNNING


def test_start_order_waits_for_health_and_for_migrations(compose: dict[str, Any]) -> None:
    order = {
        name: {other: how["condition"].removeprefix("service_") for other, how in service.get("depends_on", {}).items()}
        for name, service in compose["services"].items()
    }
    servers = {"postgres": "healthy", "redis-broker": "healthy", "redis-cache": "healthy"}
    prepared = {"migrate": "completed_successfully", **servers}
    assert order == {
        "postgres": {},
        "redis-broker": {},
        "redis-cache": {},
        "migrate": {"postgres": "healthy"},
        "web": prepared,
        "worker": prepared,
        "beat": prepared,
        "nginx": {"web": "healthy"},
    }


def test_only_nginx_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"nginx"}
    inner = {name for name, network in compose["networks"].items() if network.get("internal")}
    assert inner == {"between", "inside"}
    outside = {name for name, service in compose["services"].items() if set(service["networks"]) - inner}
    assert outside == {"nginx", "worker"}  # a worker speaks to the mail server, and has no port


def test_what_must_survive_lies_on_a_volume(compose: dict[str, Any]) -> None:
    named = {
        name: [volume for volume in service.get("volumes", []) if not volume.startswith((".", "$"))]
        for name, service in compose["services"].items()
    }
    assert {name: volumes for name, volumes in named.items() if volumes} == {
        "web": ["data:/data"],
        "worker": ["data:/data"],
        "beat": ["beat:/data"],
        "postgres": ["postgres:/var/lib/postgresql/data"],
        "redis-broker": ["redis-broker:/data"],
    }
    assert set(compose["volumes"]) == {"data", "beat", "erasures", "postgres", "redis-broker"}


@pytest.mark.parametrize(
    ("service", "promised"),
    [
        ("redis-broker", ["--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"]),
        ("redis-cache", ["--appendonly no", "--maxmemory-policy allkeys-lru"]),
    ],
)
def test_redis_is_set_up_for_its_work(compose: dict[str, Any], service: str, promised: list[str]) -> None:
    script = compose["services"][service]["command"][-1]
    assert [words for words in promised if words not in script] == []
    assert "requirepass $$REDISCLI_AUTH" in script


def test_image_runs_as_an_ordinary_user_and_installs_by_hash() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last_stage = text.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last_stage, re.MULTILINE) == ["10001:10001"]
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_image_leaves_secrets_and_data_out() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", "var", ".git", ".venv", "tests"} <= ignored


def test_web_health_check_fails_where_nobody_answers() -> None:
    command = [sys.executable, str(ROOT / "deploy" / "healthcheck.py"), "1"]
    assert subprocess.run(command, check=False).returncode == 1
