"""Jobs that order and send mails to people and organisations. The table is the queue; a lost message is a delay."""

from celery import shared_task

from recognition.services import story_mails
from volunteers.services import consent_mails, digests, links, mailing, news


@shared_task(name="mails.send", ignore_result=True)
def send() -> int:
    """Take back the mails of dead workers, and send what is due."""
    mailing.outbox.sweep()
    return mailing.outbox.send_due()


@shared_task(name="mails.digests", ignore_result=True)
def send_digests() -> int:
    """Order the day's mails: the digests for those who confirm, the news for those who help."""
    return digests.send() + news.send()


@shared_task(name="mails.remind", ignore_result=True)
def remind() -> int:
    """Order a reminder for links that nobody answered for a week."""
    return links.remind_due()


@shared_task(name="mails.consents", ignore_result=True)
def tell_of_consents() -> int:
    """Order mails to those whose consent runs out, who came of age, agreed to an older text, or are asked for one."""
    told = consent_mails.remind_expiring() + consent_mails.ask_who_came_of_age() + consent_mails.tell_of_new_texts()
    return told + story_mails.ask_due()
