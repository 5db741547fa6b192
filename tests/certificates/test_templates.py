"""Templates: edited as drafts, checked before they are published, frozen by their first use."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from certificates.content import LANGUAGES, parse_content
from certificates.models import Template, TemplateVersion
from certificates.press import press
from certificates.press.layout import parse_layout, shipped
from certificates.services import campaigns, pdfium, previews, samples, templates
from tests import factories
from tests.cast import World
from tests.certificates.orders import another_issuer, order, published
from volunteers.models import CoordinatorScope, User

KINDS = ["thanks", "record", "competence"]


def draft(world: World, **changes: Any) -> TemplateVersion:
    wish: dict[str, Any] = {"actor": world.carla, "title": "Dank in Grün", "kind": "thanks"}
    return templates.create_template(**wish | changes)


def layout(kind: str = "thanks", **changes: Any) -> dict[str, Any]:
    return samples.shipped_layout(kind) | changes


def poster() -> dict[str, Any]:
    """A layout whose first text has the size of a poster, and one line to stand on."""
    plain = layout()
    name = {"type": "text", "text": "{name}", "style": min(plain["styles"]), "sizes": [{"size": 120, "lines": 1}]}
    return plain | {"elements": [name, *plain["elements"]]}


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        call()
    return refusal.value.code, refusal.value.field


# --- drafts ---


@pytest.mark.parametrize("kind", KINDS)
def test_template_begins_as_the_shipped_design(world: World, kind: str) -> None:
    version = draft(world, kind=kind)
    assert (version.number, version.status, version.frozen_at, version.template.kind) == (1, "draft", None, kind)
    sample = samples.sample(kind, "de").content
    assert press(sample, parse_layout(version.layout)) == press(sample)
    version.refresh_from_db()  # the database keeps JSON, not its order
    assert press(sample, parse_layout(version.layout)) == press(sample)


def test_equal_layouts_have_equal_digests_however_they_are_written(world: World) -> None:
    backwards = dict(reversed(layout().items()))
    assert draft(world).digest == draft(world, layout=backwards).digest
    assert draft(world, layout=layout(title="Anders")).digest != draft(world).digest


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ({}, ("layout_invalid", "layout.format")),
        (layout(colour="red"), ("layout_invalid", "layout.colour")),
        (layout(elements=[]), ("layout_invalid", "layout.elements")),
        (layout("record"), ("layout_of_another_kind", "layout.kind")),
        (layout(title="x" * 2_000_001), ("layout_too_large", "layout")),
    ],
    ids=["empty", "unknown", "no elements", "kind", "size"],
)
def test_layout_that_the_press_does_not_understand_is_refused(
    world: World, wrong: dict[str, Any], answer: tuple[str, str]
) -> None:
    assert refused(lambda: draft(world, layout=wrong)) == answer
    assert not Template.objects.exists()
    version = draft(world)
    before = TemplateVersion.objects.values().get()
    assert refused(lambda: templates.edit_draft(actor=world.carla, version=version, layout=wrong)) == answer
    assert TemplateVersion.objects.values().get() == before


def test_draft_is_edited_until_it_is_published(world: World) -> None:
    version = draft(world)
    edited = templates.edit_draft(actor=world.carla, version=version, layout=layout(title="Anders"))
    assert (edited.layout["title"], edited.digest) == ("Anders", draft(world, layout=layout(title="Anders")).digest)
    public = published(world)
    with pytest.raises(IllegalTransition) as refusal:
        templates.edit_draft(actor=world.carla, version=public, layout=layout(title="Anders"))
    assert refusal.value.extra == {"status": "published"}


def test_next_version_begins_as_the_one_it_comes_from_and_is_the_only_draft(world: World) -> None:
    first = published(world)
    second = templates.new_version(actor=world.carla, version=first)
    assert (second.number, second.status, second.layout, second.digest) == (2, "draft", first.layout, first.digest)
    with pytest.raises(Conflict) as refusal:
        templates.new_version(actor=world.carla, version=first)
    assert refusal.value.code == "draft_exists"
    assert first.template.versions.count() == 2


# --- who ---


def test_templates_are_made_by_coordinators(world: World) -> None:
    for user in (world.ada, world.omar, world.mina, world.mallory):
        with pytest.raises(Forbidden) as refusal:
            draft(world, actor=user)
        assert refusal.value.code == "not_coordinator"
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    assert draft(world, actor=leer).template.created_by == leer


def test_template_is_changed_by_who_made_it_and_by_the_whole_alliance(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    version, public = draft(world, actor=leer), published(world)
    Template.objects.filter(pk=public.template_id).update(created_by=leer)
    steps: list[Callable[[User], object]] = [
        lambda user: templates.edit_draft(actor=user, version=version, layout=layout()),
        lambda user: templates.new_version(actor=user, version=public),
        lambda user: templates.publish(actor=user, version=version),
        lambda user: templates.retire(actor=user, version=public),
    ]
    for step in steps:
        for user in (emden, world.mallory):
            with pytest.raises(Forbidden) as refusal:
                step(user)
            assert refusal.value.code == "not_editor"
    for step, user in zip(steps, (leer, world.carla, world.carla, leer), strict=True):
        step(user)
    CoordinatorScope.objects.filter(user=leer).delete()
    with pytest.raises(Forbidden):
        templates.new_version(actor=leer, version=version)


def test_versions_are_seen_by_coordinators_but_for_the_drafts_of_others(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    labels = {draft(world, actor=leer).pk: "draft of leer", draft(world).pk: "draft", published(world).pk: "published"}
    seen = {
        name: {labels[key] for key in TemplateVersion.objects.visible_to(user).values_list("pk", flat=True)}
        for name, user in {"leer": leer, "emden": emden, "carla": world.carla, "ada": world.ada}.items()
    }
    assert seen == {
        "leer": {"draft of leer", "published"},
        "emden": {"published"},
        "carla": set(labels.values()),
        "ada": set(),
    }
    assert [Template.objects.visible_to(user).count() for user in (leer, emden, world.carla, world.mina)] == [
        3,
        3,
        3,
        0,
    ]


# --- publishing ---


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_design_passes_the_check_and_is_published(world: World, kind: str) -> None:
    version = templates.publish(actor=world.carla, version=draft(world, kind=kind))
    assert (version.status, version.published_by) == ("published", world.carla)
    assert version.published_at is not None
    with pytest.raises(IllegalTransition):
        templates.publish(actor=world.carla, version=version)


def test_layout_on_which_a_sample_does_not_fit_stays_a_draft(world: World) -> None:
    version = draft(world, layout=poster())
    with pytest.raises(Invalid) as refusal:
        templates.publish(actor=world.carla, version=version)
    assert (refusal.value.code, refusal.value.field) == ("sample_fails", "name")
    assert refusal.value.extra["sample"] in str(refusal.value)
    version.refresh_from_db()
    assert version.status == "draft"


def test_draft_that_changed_while_its_samples_were_pressed_is_not_published(world: World) -> None:
    version = draft(world)
    seen = TemplateVersion.objects.get(pk=version.pk)
    templates.edit_draft(actor=world.carla, version=version, layout=layout(title="Anders"))
    with pytest.raises(Conflict) as refusal:
        templates.publish(actor=world.carla, version=seen)
    assert refusal.value.code == "changed_meanwhile"
    version.refresh_from_db()
    assert version.status == "draft"


def test_retired_version_is_out_of_use_for_good(world: World) -> None:
    version = templates.retire(actor=world.carla, version=published(world))
    assert version.status == "retired"
    assert version.retired_at is not None
    with pytest.raises(IllegalTransition):
        templates.retire(actor=world.carla, version=version)
    assert templates.new_version(actor=world.carla, version=version).number == 2


# --- in use ---


def test_layouts_are_found_by_the_key_of_their_version(world: World, django_assert_num_queries: Any) -> None:
    thanks, record = published(world), published(world, kind="record")
    found = templates.layouts_of([None, thanks.pk, record.pk, thanks.pk])
    assert found == {None: None, thanks.pk: parse_layout(thanks.layout), record.pk: parse_layout(record.layout)}
    with django_assert_num_queries(1):
        assert templates.layouts_of([thanks.pk, record.pk]) == found
    with django_assert_num_queries(0):
        assert templates.layouts_of([None]) == {None: None}


def test_template_is_usable_for_its_kind_and_its_issuer(world: World) -> None:
    of_all, of_one = published(world), published(world, issuer=world.issuer)
    for version, issuer in ((of_all, world.issuer), (of_all, another_issuer()), (of_one, world.issuer)):
        templates.check_usable(version, kind="thanks", issuer=issuer)
    assert refused(lambda: templates.check_usable(of_one, kind="thanks", issuer=another_issuer("NDS"))) == (
        "template_of_another_issuer",
        "template",
    )


def test_campaign_speaks_its_language_and_wears_its_template(world: World) -> None:

    version = published(world)
    for given, language in (("Olga", "uk"), ("Jan", "de")):
        person = factories.kept(world.cafe, given)
        type(person).objects.filter(pk=person.pk).update(language=language)
        factories.confirmed(person, world.talking)
    wish: dict[str, Any] = {
        "actor": world.carla,
        "title": "Dank",
        "kind": "thanks",
        "issuer": world.issuer,
        "period_start": factories.DAY,
        "period_end": factories.DAY,
    }
    each = campaigns.create_campaign(**wish)
    designed = campaigns.create_campaign(**wish, language="en", beside="ar", template=version)
    for one in (each, designed):
        campaigns.order_campaign(actor=world.carla, campaign=one)
    facts = {
        campaign.pk: {
            (one.content["language"], one.content["beside"], one.template_version_id)
            for one in campaign.certificates.all()
        }
        for campaign in (each, designed)
    }
    assert facts == {
        each.pk: {("uk", "de", None), ("de", "", None)},
        designed.pk: {("en", "ar", version.pk)},
    }


def test_campaign_whose_template_was_retired_since_is_not_ordered(world: World) -> None:

    version = published(world)
    factories.confirmed(world.ada_volunteer, world.talking)
    campaign = campaigns.create_campaign(
        actor=world.carla,
        title="Dank",
        kind="thanks",
        issuer=world.issuer,
        period_start=factories.DAY,
        period_end=factories.DAY,
        template=version,
    )
    templates.retire(actor=world.carla, version=version)
    with pytest.raises(Invalid) as refusal:
        campaigns.order_campaign(actor=world.carla, campaign=campaign)
    assert refusal.value.code == "template_not_published"
    campaign.refresh_from_db()
    assert (campaign.status, campaign.certificates.count()) == ("draft", 0)


# --- samples and previews ---


@pytest.mark.parametrize("kind", KINDS)
def test_samples_cover_every_language_alone_and_beside_german(kind: str) -> None:
    contents = [one.content for one in samples.samples_of(kind)]
    assert {content.language for content in contents if not content.beside} == set(LANGUAGES)
    assert {content.language for content in contents if content.beside == "de"} == set(LANGUAGES) - {"de"}
    assert {content.kind for content in contents} == {kind}
    assert max(len(content.name) for content in contents) == 200
    assert min(len(content.name) for content in contents) == 2
    assert len({one.key for one in samples.samples_of(kind)}) == len(contents)


def test_samples_of_all_kinds_have_the_same_keys() -> None:
    assert len({tuple(one.key for one in samples.samples_of(kind)) for kind in KINDS}) == 1


def test_check_reads_the_number_on_the_finished_paper() -> None:
    content = samples.sample("thanks", "de").content
    assert samples._wrong(press(content), content) == ""
    assert samples._wrong(press(content.model_copy(update={"number": "NI-1999-000001"})), content) != ""


@pytest.mark.parametrize(("size", "width"), list(previews.WIDTHS.items()))
def test_preview_is_the_first_page_by_the_press_itself(world: World, size: str, width: int) -> None:
    version = draft(world)
    picture = previews.preview(version=version, sample="ar", size=size)
    assert picture.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(picture[16:20], "big") == width
    assert picture == previews.first_page(press(samples.sample("thanks", "ar").content, shipped("thanks")), width=width)


def test_two_threads_are_never_in_pdfium_at_once() -> None:
    pdf, through = press(samples.sample("thanks", "de").content), threading.Event()

    def look() -> None:
        previews.first_page(pdf, width=50)
        through.set()

    other = threading.Thread(target=look)
    with pdfium.opened(pdf):
        other.start()
        assert not through.wait(0.5)  # a hundred times what it takes
    other.join()
    assert through.is_set()


def test_preview_of_a_sample_that_does_not_exist_or_fit_says_so(world: World) -> None:
    version = draft(world)
    with pytest.raises(NotFound) as unknown:
        previews.preview(version=version, sample="klingon", size="small")
    assert unknown.value.code == "unknown_sample"
    version.layout = poster()
    failing = refused(lambda: previews.preview(version=version, sample="longest-name", size="small"))
    assert failing == ("sample_fails", "name")


def test_issued_paper_outlives_the_use_of_its_template(world: World) -> None:
    version = published(world)
    certificate = order(world, template=version)
    TemplateVersion.objects.filter(pk=version.pk).update(status="retired", retired_at=timezone.now())
    layouts = templates.layouts_of([certificate.template_version_id])
    assert press(parse_content(certificate.content), layouts[version.pk]).startswith(b"%PDF")
