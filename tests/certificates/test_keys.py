"""Which key seals: what the operator brings, what an installation makes itself, what sealed before."""

import datetime as dt
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pytest_django.fixtures import Settings

from certificates.services import keyfiles, keys
from tests.certificates.press import seals
from tests.certificates.press.samples import ROOT

KEY = seals.ec_key(77)
OWN = seals.certificate("Siegel", KEY, "Test-Stelle", seals.ec_key(1_000_003), authority=False)
PASSWORD = "Sonne-über-Leer"


def pem(key: ec.EllipticCurvePrivateKey | None, *certificates: x509.Certificate, password: str = "") -> bytes:
    """Certificates first, then the key: either order must do."""
    data = b"".join(each.public_bytes(Encoding.PEM) for each in certificates)
    if key is not None:
        lock = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
        data += key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return data


def p12(password: str = PASSWORD, *, key: ec.EllipticCurvePrivateKey = KEY, own: x509.Certificate = OWN) -> bytes:
    lock = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", key, own, [seals.authority()], lock)


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    settings.SEAL_RETIRED_DIR = tmp_path / "keys" / "retired"
    settings.SEAL, settings.SEAL_PASSWORD = "", ""
    settings.PUBLIC_URL = "https://dank.example.org"


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Callable[..., Path]:
    """Configures a seal of these bytes."""

    def configure(data: bytes, password: str = "", name: str = "seal.p12") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        settings.SEAL, settings.SEAL_PASSWORD = str(path), password
        return path

    return configure


@pytest.fixture
def retire(settings: Settings) -> Callable[[str, bytes], None]:
    def put(name: str, data: bytes) -> None:
        settings.SEAL_RETIRED_DIR.mkdir(parents=True, exist_ok=True)
        (settings.SEAL_RETIRED_DIR / name).write_bytes(data)

    return put


# --- what the operator brings ---


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (p12(), PASSWORD),
        (pem(KEY, OWN, seals.authority()), ""),
        (pem(KEY, seals.authority(), OWN), ""),
        (pem(KEY, OWN, seals.authority(), password=PASSWORD), PASSWORD),
    ],
    ids=["PKCS#12", "PEM", "PEM, authority first", "PEM, locked"],
)
def test_brought_seal_is_used(data: bytes, password: str, bring: Callable[..., Path]) -> None:
    bring(data, password)
    seal = keys.current_seal()
    assert seal is not None
    assert (seal.certificate, seal.chain, seal.did) == (OWN, (seals.authority(),), "did:web:dank.example.org")
    assert keys.trust_roots() == [seals.authority()]
    assert not keys.certificates()[0].self_made


@pytest.mark.parametrize(
    ("data", "password", "reason"),
    [
        (p12(), "falsch", "the password is wrong, or the file is neither PEM nor PKCS#12"),
        (p12(), "", "the password is wrong, or the file is neither PEM nor PKCS#12"),
        (pem(KEY, OWN, password=PASSWORD), "falsch", "the password is wrong"),
        (pem(KEY, OWN, password=PASSWORD), "", "the key is locked and no password was given"),
        (pem(seals.ec_key(78), OWN), "", "the key does not match its certificate"),
        (pem(None, OWN), "", "there is no private key with the certificate"),
        (pem(KEY), "", "the file holds no certificate"),
        (pem(KEY, OWN).replace(b"MIG", b"AAA"), "", "the key is damaged"),
        (pem(KEY, OWN).replace(b"CERTIFICATE-----\nMII", b"CERTIFICATE-----\nAAA"), "", "a certificate in the file is"),
        (b"", "", "the password is wrong, or the file is neither PEM nor PKCS#12"),
        (b"x" * 1_000_001, "", "the file is larger than 1 MB"),
    ],
    ids=[
        "wrong",
        "missing",
        "wrong PEM",
        "locked PEM",
        "foreign key",
        "no key",
        "no certificate",
        "bad key",
        "bad cert",
        "empty",
        "large",
    ],
)
def test_seal_that_cannot_be_used_names_variable_file_and_reason(
    data: bytes, password: str, reason: str, bring: Callable[..., Path]
) -> None:
    path = bring(data, password)
    with pytest.raises(keys.SealMisconfigured) as caught:
        keys.current_seal()
    assert str(caught.value).startswith(f"DANKWERK_SEAL: {path}: {reason}")
    assert "DANKWERK_SEAL_PASSWORD" in str(caught.value)
    assert password == "" or password not in str(caught.value)
    assert caught.value.__cause__ is None


def test_seal_that_is_not_there_names_the_file(settings: Settings) -> None:
    settings.SEAL = "/nowhere/seal.p12"
    with pytest.raises(keys.SealMisconfigured, match=r"DANKWERK_SEAL: /nowhere/seal\.p12: the file cannot be read"):
        keys.current_seal()


def test_seal_seals_only_within_the_dates_of_its_certificate(bring: Callable[..., Path]) -> None:
    bring(p12(), PASSWORD)
    with (
        time_machine.travel(seals.FROM - dt.timedelta(seconds=1)),
        pytest.raises(keys.SealMisconfigured, match="DANKWERK_SEAL: the certificate is not valid before 2020-01-01"),
    ):
        keys.current_seal()
    with time_machine.travel(seals.UNTIL - dt.timedelta(seconds=1)):
        assert keys.current_seal() is not None
    with time_machine.travel(seals.UNTIL):
        with pytest.raises(keys.SealMisconfigured, match="DANKWERK_SEAL: the certificate expired on 2060-01-01"):
            keys.current_seal()
        old = keys.seal_by_id(keys.certificates()[0].key_id)
        assert old is not None  # old papers can be pressed again, and lists are still signed
        assert keys.seal_for_answers() == old


def test_none_means_no_seal(settings: Settings) -> None:
    settings.SEAL = "none"
    assert keys.current_seal() is None
    assert keys.seal_for_answers() is None
    assert keys.certificates() == ()
    assert not settings.KEYS_DIR.exists()


def test_production_without_a_seal_is_told_what_to_set(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(keys.SealMisconfigured, match="DANKWERK_SEAL is not set"):
        keys.current_seal()
    assert not settings.KEYS_DIR.exists()


# --- what an installation makes itself ---


def test_self_made_seal_is_made_once_and_for_its_owner_alone(settings: Settings) -> None:
    first = keys.current_seal()
    assert first is not None
    path = settings.KEYS_DIR / "seal.pem"
    assert [each.name for each in settings.KEYS_DIR.iterdir()] == ["seal.pem"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.KEYS_DIR.stat().st_mode) == 0o700
    keys._ring.cache_clear()  # as after a restart
    again = keys.current_seal()
    assert again is not None
    assert again.key_id == first.key_id
    (known,) = keys.certificates()
    assert known.self_made
    assert path.read_bytes().count(b"PRIVATE KEY-----") == 2  # one key, begin and end: the authority's is gone


def test_self_made_certificate_leads_to_its_authority() -> None:
    (known,) = keys.certificates()
    (authority,) = known.chain
    assert keyfiles.issued(authority, known.certificate)
    assert keyfiles.issued(authority, authority)
    basic = [
        each.extensions.get_extension_for_class(x509.BasicConstraints).value for each in (known.certificate, authority)
    ]
    assert [(each.ca, each.path_length) for each in basic] == [(False, None), (True, 0)]
    usage = known.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)


@pytest.mark.sqlite
def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    program = (
        "import sys, datetime as dt; from pathlib import Path; from certificates.services import keyfiles\n"
        "path = Path(sys.argv[1]); keyfiles.make_self_made(path, 'dank', dt.datetime.now(dt.UTC))\n"
        "print(keyfiles.read(path, '').certificate.serial_number)"
    )
    path = tmp_path / "fresh" / "seal.pem"
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)
    ]
    answers = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert len(answers) == 1
    assert [each.name for each in path.parent.iterdir()] == ["seal.pem"]


def test_folder_that_refuses_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.KEYS_DIR = tmp_path / "file"
    with pytest.raises(keys.SealMisconfigured, match=r"File exists\. Check space and rights there"):
        keys.current_seal()


# --- rotation ---


def test_retired_keys_stay_known_and_seal_nothing_new(
    bring: Callable[..., Path], retire: Callable[[str, bytes], None]
) -> None:
    old_key = seals.ec_key(80)
    old = seals.certificate("Altes Siegel", old_key, "Test-Stelle", seals.ec_key(1_000_003), authority=False)
    gone = seals.certificate("Siegel ohne", seals.ec_key(81), "Alt", seals.ec_key(82), authority=False)
    retire("2024.p12", p12(key=old_key, own=old))
    retire("2020.crt", pem(None, gone))
    retire("README.txt", b"what lies here")
    bring(p12(), PASSWORD)
    current = keys.current_seal()
    assert current is not None
    assert current.certificate == OWN
    assert [known.certificate for known in keys.certificates()] == [OWN, gone, old]
    by_id = {known.key_id: keys.seal_by_id(known.key_id) for known in keys.certificates()}
    assert [seal and seal.certificate for seal in by_id.values()] == [OWN, None, old]
    assert keys.seal_by_id("0" * 16) is None
    document = keys.did_document()
    assert [method["id"] for method in document["verificationMethod"]] == [
        f"did:web:dank.example.org#{key_id}" for key_id in by_id
    ]
    assert document["assertionMethod"] == [method["id"] for method in document["verificationMethod"]]


def test_retired_file_that_is_none_is_named(retire: Callable[[str, bytes], None]) -> None:
    retire("old.pem", b"-----BEGIN nothing")
    with pytest.raises(
        keys.SealMisconfigured, match=r"DANKWERK_SEAL_RETIRED: .*/old.pem: the file holds no certificate"
    ):
        keys.certificates()


# --- names ---


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://dank.example.org", "did:web:dank.example.org"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("http://[::1]:8000", "did:web:%5B%3A%3A1%5D%3A8000"),
    ],
)
def test_did_is_the_host_of_the_public_address(address: str, did: str, settings: Settings) -> None:
    settings.PUBLIC_URL = address
    assert keys.did() == did


def test_nothing_shows_a_key(bring: Callable[..., Path]) -> None:
    bring(p12(), PASSWORD)
    shown = repr(keys.certificates()) + str(keys.did_document())
    secret = f"{KEY.private_numbers().private_value}"
    assert secret not in shown
    assert "PrivateKey" not in shown
    assert '"d"' not in str(keys.did_document()).replace("'", '"')
