"""The app's registration with Django."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from volunteers.signals import thanked


class RecognitionConfig(AppConfig):
    """Anerkennung."""

    name = "recognition"
    verbose_name = _("Anerkennung")

    def ready(self) -> None:
        """Says what is kept here about people, and what is forgotten; listens to who thanks them."""
        # Services import models, which are there by now.
        from recognition.models import Obstacle, Reached, ThanksGiven  # noqa: PLC0415
        from recognition.services import export_kinds, my_data, obstacle_data  # noqa: PLC0415
        from volunteers.services import erasing, export, merging, retention  # noqa: PLC0415

        erasing.register("recognition", my_data.forget)
        export.register("recognition", my_data.SOURCE)
        merging.register("reached", Reached, my_data.moving)
        merging.register("thanks_given", ThanksGiven)
        export_kinds.register_all()
        retention.register("drafts", my_data.DRAFTS)
        erasing.register("obstacles", obstacle_data.forget)
        export.register("obstacles", obstacle_data.SOURCE)
        merging.register("obstacles", Obstacle)
        retention.register("obstacles", obstacle_data.OVER)
        self._stories()
        self._messages()
        self._card()
        thanked.connect(_record, dispatch_uid="recognition.record_thanks")

    @staticmethod
    def _card() -> None:
        """The way to the Ehrenamtskarte: waivers, and the annex with its confirmations."""
        from recognition.models import CardAnnex, Waiver  # noqa: PLC0415 - as above
        from recognition.services import annexes, my_card  # noqa: PLC0415
        from volunteers.services import erasing, export, mailing, merging, retention  # noqa: PLC0415

        erasing.register("card", my_card.forget)
        export.register("card", my_card.SOURCE)
        merging.register("waivers", Waiver, my_card.moving)
        merging.register("card_annexes", CardAnnex, my_card.moving_annexes)
        retention.register("annexes", my_card.ANNEXES)
        retention.register("annexes", my_card.WAIVERS)
        mailing.register(annexes.MAIL, facts=annexes.facts, topic=annexes.TOPIC)

    @staticmethod
    def _messages() -> None:
        """Messages of thanks; and milestones that their holders show."""
        from recognition.models import ThanksMessage, ThanksRecipient  # noqa: PLC0415 - as above
        from recognition.services import messages, my_messages, shares  # noqa: PLC0415
        from volunteers.models import ShareKind  # noqa: PLC0415
        from volunteers.services import erasing, export, merging, news, retention, sharing  # noqa: PLC0415

        erasing.register("messages", my_messages.forget)
        export.register("messages", my_messages.SOURCE)
        merging.register("messages_written", ThanksMessage, my_messages.moving_written)
        merging.register("messages_received", ThanksRecipient, my_messages.moving_received)
        retention.register("messages", my_messages.UNDELIVERED)
        sharing.register(ShareKind.MILESTONE, shares.SOURCE)
        news.register("thanked", messages.delivered_since)

    @staticmethod
    def _stories() -> None:
        """Good examples, and who is in them."""
        from recognition.models import StoryPerson  # noqa: PLC0415 - as above
        from recognition.services import story_data, story_mails, story_people  # noqa: PLC0415
        from volunteers.services import erasing, export, mailing, merging, retention, withdrawal  # noqa: PLC0415

        erasing.register("stories", story_data.forget)
        export.register("stories", story_data.SOURCE)
        merging.register("story_people", StoryPerson, story_data.moving)
        retention.register("drafts", story_data.DRAFTS)
        withdrawal.register("stories", story_people.standing, story_people.end_all, story_people.asked)
        mailing.register(story_mails.MAIL, facts=story_mails.facts, topic=story_mails.TOPIC)
        story_data.register_exports()


def _record(*, volunteers: Sequence[int], at: dt.datetime, way: str, **_more: Any) -> None:
    """In the transaction that thanks them: either both are written, or neither."""
    from recognition.services import thanking  # noqa: PLC0415 - models are not loaded yet when this file is

    thanking.record(volunteers=volunteers, at=at, way=way)
