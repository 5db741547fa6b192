"""Catalogues: what a language says is complete where people rest on it, and breaks no page."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

LOCALE = Path(settings.BASE_DIR) / "locale"
LANGUAGES = sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|</?\w+")
# What only members of organisations, coordinators and operators read; and commands, whose words are the operator's.
DESK = re.compile(
    r"/desk/|coordination|/management/|backend/demo|/admin\.py|/imports?/|importing|backend/checks|backend/health"
    r"|backend/supervisor|volunteers/services/(directory|recovery|digests|doubles|cards|sheets|exports|export_|import_)"
    r"|volunteers/models/(sheets|imports)|volunteers/web/doubles|templates/volunteers/(doubles|merge)\.html|mails/digest"
    r"|backend/site/data\.py|templates/site/data\.html|certificates/services/(?!judging|verifying|hiding)|certificates/press|/api/"
    r"|certificates/models/(?!certificates)|backend/common/(?!choosing)|^tasks/"
    r"|recognition/(models/(lists|stories|prizes|statistics|fairness|thanks)"
    r"|services/(?!card|obstacles|messages|story_people))"
    r"|recognition/web/(desk|story_|prizes)|templates/recognition/(desk_|stories/(_?desk|review|prize|write|adopt|picture))"
    r"|site/newsletter|volunteers/services/retention"
)


def catalogue(folder: str) -> Catalog:
    with (LOCALE / folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        return pofile.read_po(file)


def messages(folder: str) -> list[Message]:
    return [message for message in catalogue(folder) if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def missing(folder: str) -> list[Message]:
    return [message for message in messages(folder) if not all(forms(message))]


def test_english_says_everything() -> None:
    assert [message.id for message in missing("en")] == []


@pytest.mark.parametrize("folder", [folder for folder in LANGUAGES if folder != "en"])
def test_language_says_what_volunteers_and_the_public_read(folder: str) -> None:
    for_people = [
        message.id for message in missing(folder) if not all(DESK.search(path) for path, _line in message.locations)
    ]
    assert for_people == []


@pytest.mark.parametrize("folder", LANGUAGES)
def test_translation_keeps_every_placeholder(folder: str) -> None:
    wrong = []
    for message in messages(folder):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = [Counter(PLACEHOLDERS.findall(one)) for one in ids]
        # the form for one may leave the figure out, and in Arabic those for none, one and two
        fewest = {key for key in allowed[-1] if len(ids) == 1 or key in allowed[0]}
        for which, form in enumerate(forms(message)):
            found = Counter(PLACEHOLDERS.findall(form))
            left_out = len(fewest - set(found)) > (folder == "ar" and len(ids) > 1 and which < 3)
            if form and ((len(ids) == 1 and found != allowed[0]) or set(found) - set(allowed[-1]) or left_out):
                wrong.append((message.id, form))
    assert wrong == []


def _said(message: Message) -> str:
    key = str(message.id)
    return pgettext(message.context, key) if message.context else gettext(key)


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE])
def test_language_is_spoken(code: str) -> None:
    """What is in the catalogue reaches a page: the compiled file belongs to the text."""
    with translation.override(code):
        folder = translation.to_locale(code)
        single = [message for message in messages(folder) if isinstance(message.id, str)]
        assert len(single) > 300
        wrong = [
            message.id
            for message in single
            if message.string and "%" not in message.id and _said(message) != message.string
        ]
    assert wrong == []
