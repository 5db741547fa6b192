"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Engagierte."""

    name = "volunteers"
    verbose_name = _("Engagierte")

    def ready(self) -> None:
        """Says what mails of this app need, and which tables of events are sealed."""
        from volunteers.models import CorrectionEvent, LedgerEvent, ProtocolEvent  # noqa: PLC0415 - apps come first
        from volunteers.services import (  # noqa: PLC0415 - as above
            asking,
            cards,
            chain,
            claiming,
            consent_mails,
            digests,
            erasing,
            export_kinds,
            exporting,
            joining,
            links,
            mailing,
            news,
        )

        mailing.register("confirm_link", facts=links.facts, topic=links.TOPIC)
        mailing.register("confirm_reminder", facts=links.facts, topic=links.TOPIC)
        mailing.register("digest", facts=digests.facts, topic=digests.TOPIC)
        mailing.register("news", facts=news.facts, topic=news.TOPIC)
        mailing.register(asking.MAIL, facts=asking.facts)
        mailing.register(exporting.MAIL, facts=exporting.facts)
        export_kinds.register_all()
        mailing.register(claiming.MAIL, facts=claiming.facts)
        consent_mails.register()
        joining.register()
        erasing.register("cards", cards.forget)
        erasing.register("joining", joining.forget)
        # What of each row is sealed, in this order: a column more is a new version of the chain.
        place = ("entry_id", "organisation_id", "activity_id")
        step = ("at", "actor_id", "way", "from_status", "to_status", "minutes")
        chain.register("hours", LedgerEvent, *place, *step, "evidence")
        chain.register("corrections", CorrectionEvent, *place, "correction_id", "actor_as", *step)
        decision = ("at", "actor_id", "act", "way", "volunteer_id", "organisation_id", "subject", "detail")
        chain.register("decisions", ProtocolEvent, *decision)
