"""The app's registration with Django."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from volunteers.signals import hours_corrected

if TYPE_CHECKING:
    from volunteers.models import HourEntry, User


class CertificatesConfig(AppConfig):
    """Urkunden."""

    name = "certificates"
    verbose_name = _("Urkunden")

    def ready(self) -> None:
        """Listens to the ledger, which knows nothing of certificates; has its own events sealed."""
        from certificates.models import Certificate, CertificateEvent, ChosenPerson  # noqa: PLC0415 - apps come before models
        from volunteers.services import chain  # noqa: PLC0415 - as above

        columns = ("certificate_id", "at", "actor_id", "act", "code", "other_id")
        chain.register("certificates", CertificateEvent, *columns)
        hours_corrected.connect(_mark, dispatch_uid="certificates.mark_needing_replacement")
        # Services import models, which are there by now.
        from certificates.services import export_kinds, my_data, shares  # noqa: PLC0415
        from volunteers.models import ShareKind  # noqa: PLC0415
        from volunteers.services import erasing, export, merging, retention, sharing  # noqa: PLC0415

        erasing.register("certificates", my_data.forget, my_data.drop)
        export.register("certificates", my_data.SOURCE)
        merging.register("certificates", Certificate, my_data.moving)
        merging.register("chosen", ChosenPerson, my_data.moving_chosen)
        export_kinds.register_all()
        retention.register("drafts", my_data.DRAFTS)
        sharing.register(ShareKind.CERTIFICATE, shares.SOURCE)


def _mark(*, entry: "HourEntry", actor: "User", **_more: Any) -> None:
    """In the transaction of the correction: every paper that counted the hour is marked, or nothing is corrected."""
    from certificates.services import replacing  # noqa: PLC0415 - models are not loaded yet when this file is

    replacing.mark_needing_replacement(volunteer=entry.volunteer, day=entry.day, activity=entry.activity, actor=actor)
