"""Templates: a draft is edited and looked at, checked, published, used, and one day retired."""

import functools
import hashlib
import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import illegal, move
from certificates.models import Issuer, Template, TemplateStatus, TemplateVersion
from certificates.models.templates import TRANSITIONS
from certificates.press.layout import Layout, LayoutError, parse_layout
from certificates.services import samples
from volunteers.reach import reach_of
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User

MOST_BYTES = 2_000_000  # of a layout as JSON, with its pictures


@transaction.atomic
def create_template(
    *, actor: "User", title: str, kind: str, issuer: Issuer | None = None, layout: Any = None
) -> TemplateVersion:
    """A template with its first draft; without a `layout` it begins as the design that comes with the press.

    Raises Forbidden (`not_coordinator`), Invalid (`layout_invalid` with the path in the layout, `layout_too_large`).
    """
    if not reach_of(actor).coordinates:
        raise Forbidden(_("Vorlagen gestaltet die Koordination."), code="not_coordinator")
    columns = _checked(samples.shipped_layout(kind) if layout is None else layout, kind)
    template = Template.objects.create(title=title, kind=kind, issuer=issuer, created_by=actor)
    version = TemplateVersion.objects.create(template=template, number=1, created_by=actor, **columns)
    _note(Act.TEMPLATE_DRAFTED, actor, version)
    return version


@transaction.atomic
def edit_draft(*, actor: "User", version: TemplateVersion, layout: Any) -> TemplateVersion:
    """Change the layout of a draft. Raises Forbidden (`not_editor`), Invalid as above, IllegalTransition later on."""
    _editing(actor, version.template)
    columns = _checked(layout, version.template.kind)
    changed = TemplateVersion.objects.filter(pk=version.pk, status=TemplateStatus.DRAFT).update(**columns)
    version.refresh_from_db()
    if not changed:
        raise illegal(version.status)
    return version


@transaction.atomic
def new_version(*, actor: "User", version: TemplateVersion) -> TemplateVersion:
    """The next draft of its template, beginning as the given version looks.

    Raises Forbidden (`not_editor`), Conflict (`draft_exists`): a template has one draft at a time.
    """
    _editing(actor, version.template)
    last = TemplateVersion.objects.filter(template=version.template_id).aggregate(last=Max("number"))["last"]
    try:
        with transaction.atomic():
            draft = TemplateVersion.objects.create(
                template=version.template,
                number=last + 1,
                layout=version.layout,
                digest=version.digest,
                created_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Diese Vorlage hat schon einen Entwurf. Bitte ändern Sie ihn oder geben Sie ihn frei."),
            code="draft_exists",
            field="version",
        ) from error
    _note(Act.TEMPLATE_DRAFTED, actor, draft)
    return draft


def publish(*, actor: "User", version: TemplateVersion) -> TemplateVersion:
    """From now on certificates can be ordered with it, and its layout never changes again.

    1. Press every sample: each language, each script, longest and shortest contents (takes seconds, so outside any
    transaction). 2. Publish, if the layout is still the one that was pressed. Raises Forbidden (`not_editor`), Invalid
    (`sample_fails`, naming sample and reason), IllegalTransition, Conflict (`changed_meanwhile`).
    """
    _editing(actor, version.template)
    if version.status != TemplateStatus.DRAFT:
        raise illegal(version.status)
    if failure := samples.first_failure(parse_layout(version.layout)):
        raise Invalid(
            _("Das Muster „%(sample)s“ lässt sich mit dieser Vorlage nicht drucken: %(reason)s")
            % {"sample": failure.sample, "reason": failure.reason},
            code="sample_fails",
            field=failure.field,
            extra={"sample": failure.sample},
        )
    with transaction.atomic():
        locked = TemplateVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        if locked.digest != version.digest:
            raise Conflict(
                _("Der Entwurf wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an."),
                code="changed_meanwhile",
                field="layout",
            )
        move(
            version,
            to=TemplateStatus.PUBLISHED,
            transitions=TRANSITIONS,
            published_at=clock.now(),
            published_by=actor,
        )
        _note(Act.TEMPLATE_PUBLISHED, actor, version)
    return version


@transaction.atomic
def retire(*, actor: "User", version: TemplateVersion) -> TemplateVersion:
    """Take it out of use for new orders; papers that used it are pressed with it as ever.

    Raises Forbidden (`not_editor`), IllegalTransition.
    """
    _editing(actor, version.template)
    move(version, to=TemplateStatus.RETIRED, transitions=TRANSITIONS, retired_at=clock.now())
    _note(Act.TEMPLATE_RETIRED, actor, version)
    return version


def _note(act: Act, actor: "User", version: TemplateVersion) -> None:
    detail: dict[str, str | int | bool | list[str] | None] = {"version": version.number, "layout": version.digest}
    note(act=act, actor=actor, subject=version.template.uuid, detail=detail)


def check_usable(version: TemplateVersion, *, kind: str, issuer: Issuer) -> None:
    """Whether an order of that kind and issuer may use it.

    Raises Invalid (`template_not_published`, `template_of_another_kind`, `template_of_another_issuer`).
    """
    template = version.template
    if version.status != TemplateStatus.PUBLISHED:
        code, reason = "template_not_published", _("Diese Fassung der Vorlage ist nicht freigegeben.")
    elif template.kind != kind:
        code, reason = "template_of_another_kind", _("Diese Vorlage ist für eine andere Art von Urkunde.")
    elif template.issuer_id not in {None, issuer.pk}:
        code, reason = "template_of_another_issuer", _("Diese Vorlage gehört einem anderen Aussteller.")
    else:
        return
    raise Invalid(reason, code=code, field="template")


def freeze(version: TemplateVersion) -> None:
    """The first use of it, in the transaction that orders."""
    TemplateVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=clock.now())


def layouts_of(versions: Collection[int | None]) -> dict[int | None, Layout | None]:
    """The layouts by key of their versions, for the press: one small query; None, the shipped design, stands for None.

    Layouts themselves are read and parsed once a process, for a published one never changes.
    """
    keys = {key for key in versions if key is not None}
    found = TemplateVersion.objects.filter(pk__in=keys).values_list("pk", "digest") if keys else []
    return {None: None, **{key: _parsed(digest) for key, digest in found}}


@functools.lru_cache(maxsize=64)
def _parsed(digest: str) -> Layout:
    return parse_layout(TemplateVersion.objects.filter(digest=digest).values_list("layout", flat=True)[:1].get())


def _editing(actor: "User", template: Template) -> None:
    if not Template.objects.editable_by(actor).filter(pk=template.pk).exists():
        raise Forbidden(
            _("Diese Vorlage ändert, wer sie angelegt hat. Legen Sie gern eine eigene an."), code="not_editor"
        )


def _checked(layout: Any, kind: str) -> dict[str, Any]:
    """The columns of a layout that the press understands. Raises Invalid."""
    canonical = json.dumps(layout, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    if len(canonical) > MOST_BYTES:
        raise Invalid(
            _("Die Gestaltung ist zu groß. Bitte verkleinern Sie die Bilder: höchstens 2 MB im Ganzen."),
            code="layout_too_large",
            field="layout",
        )
    try:
        parsed = parse_layout(layout)
    except LayoutError as error:
        field = f"layout.{error.field}".rstrip(".")
        raise Invalid(error.reason, code="layout_invalid", field=field) from error
    if parsed.kind != kind:
        raise Invalid(
            _("Die Gestaltung ist für eine andere Art von Urkunde als die Vorlage."),
            code="layout_of_another_kind",
            field="layout.kind",
        )
    return {"layout": layout, "digest": hashlib.sha256(canonical).hexdigest()}
