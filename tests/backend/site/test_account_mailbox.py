"""The mailbox of an installation on one's own machine; in production it does not exist."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.backend.site.account import code_of_app
from tests.cast import World

FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "mails"
    return tmp_path / "mails"


def test_mailbox_shows_the_newest_mail_first_with_links_and_codes_of_the_demos_coordinators(
    folder: Path, world: World
) -> None:
    client = Client()
    assert "Noch keine E-Mails." in client.get("/postfach").content.decode()
    with get_connection(FILES) as connection:
        for subject, text in [("Grüße", "Für dich: https://dank.example/urkunde/abc"), ("<script>", "„Später“")]:
            EmailMessage(subject, text, "dank@example.org", ["ada@example.org"], connection=connection).send()
    (folder / "99999999-half.log").write_bytes(b"Content-Type: text/plain\n")  # of a mail that is being written
    page = client.get("/postfach").content.decode()
    assert page.index("„Später“") < page.index("Für dich:")
    assert '<a href="https://dank.example/urkunde/abc"' in page
    assert "<bdi>&lt;script&gt;</bdi>" in page
    assert "Grüße" in page
    assert code_of_app() in page


@pytest.mark.parametrize(
    "setting", [{"PRODUCTION": True}, {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}], ids=str
)
def test_mailbox_and_hints_to_it_are_not_there_where_people_are_served(
    setting: dict[str, object], folder: Path, settings: Settings, db: None
) -> None:
    assert "/postfach" in Client().get("/anmelden").content.decode()
    for name, value in setting.items():
        setattr(settings, name, value)
    assert Client().get("/postfach").status_code == 404
    assert "/postfach" not in Client().get("/anmelden").content.decode()
