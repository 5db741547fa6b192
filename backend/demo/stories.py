"""Good examples: one that everybody reads and another organisation does too, and one that waits for a coordinator."""

import io

from django.db import transaction
from PIL import Image, ImageDraw

from backend.demo.alliance import ALLIANCE, CAFE
from recognition.models import Shows, Story
from recognition.services import adopting, stories, story_pictures
from volunteers.models import FieldOfAction, Membership, Organisation, Role, User

ADOPTS = "friedensgemeinde-goettingen"
WAITS = "gemeinde-moorhausen"


@transaction.atomic
def tell() -> int:
    """How many examples are there. All or nothing; again adds nothing."""
    if not Story.objects.exists():
        coordinator = User.objects.get(email=ALLIANCE.email)
        cafe = Organisation.objects.get(slug=CAFE)
        member = _manager(cafe)
        told = stories.create_story(
            actor=member,
            organisation=cafe,
            title="Tee und Wörter: Deutsch sprechen am runden Tisch",
            summary="Jeden Dienstag reden Zugezogene und Alteingesessene bei Tee. Niemand unterrichtet, alle lernen.",
            text=(
                "Angefangen hat es mit einem Samowar und vier Stühlen im Gemeindehaus. Heute kommen an guten "
                "Dienstagen dreißig Menschen.\n\nAn jedem Tisch liegt ein Thema: Wohnung, Schule, Arzt, Fußball. Wer "
                "schon länger hier lebt, setzt sich dazu und fragt. Grammatik kommt nur vor, wenn jemand sie will.\n\n"
                "Was sich verändert hat? Die Leute grüßen sich auf dem Markt."
            ),
            audience="Für alle, die Deutsch üben, und für alle, die neue Nachbarn kennenlernen möchten.",
            needs="Einen Raum mit Küche, zwei Menschen mit Schlüssel, Themenkarten und 20 Euro im Monat.",
            partners="Kirchengemeinde, Volkshochschule, Stadtbibliothek",
            field=FieldOfAction.objects.get(code="language"),
            district=cafe.district,
            activity=cafe.activities.order_by("pk")[0],
        )
        story_pictures.set_picture(
            actor=member,
            story=told,
            data=_drawing(),
            alt="Zeichnung: ein runder Tisch von oben, mit einer Teekanne und sechs bunten Tassen.",
            shows=Shows.NOBODY,
        )
        stories.submit_story(actor=member, story=told)
        stories.publish_story(actor=coordinator, story=told, revision=told.revision)
        other = Organisation.objects.get(slug=ADOPTS)
        adopting.adopt_story(actor=_manager(other), story=told, organisation=other, note="Bei uns mit Suppe.")
        _hand_in(Organisation.objects.get(slug=WAITS))
    return Story.objects.count()


def _hand_in(organisation: Organisation) -> None:
    member = _manager(organisation)
    waits = stories.create_story(
        actor=member,
        organisation=organisation,
        title="Die ersten zwei Wochen zu zweit",
        summary="Wer neu in die Gemeinde zieht, bekommt für zwei Wochen jemanden an die Seite.",
        text="Schlüssel, Müllkalender, Bus, Anmeldung: Zu zweit ist es ein Spaziergang, allein ein Berg.",
        field=FieldOfAction.objects.get(code="living"),
        district=organisation.district,
    )
    stories.submit_story(actor=member, story=waits)


def _manager(organisation: Organisation) -> User:
    return Membership.objects.current().filter(organisation=organisation, role=Role.MANAGER).order_by("pk")[0].user


def _drawing() -> bytes:
    """Drawn here, so it belongs to nobody else: a table from above."""
    image = Image.new("RGB", (1200, 800), "#e9f0e6")
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 50, 950, 750), fill="#c08a57", outline="#8a5a30", width=12)
    cups = ("#d1495b", "#edae49", "#66a182", "#2e4057", "#8d96a3", "#00798c")
    places = ((600, 160), (810, 280), (810, 520), (600, 640), (390, 520), (390, 280))
    for (left, top), colour in zip(places, cups, strict=True):
        draw.ellipse((left - 60, top - 60, left + 60, top + 60), fill="white")
        draw.ellipse((left - 42, top - 42, left + 42, top + 42), fill=colour)
    draw.ellipse((510, 310, 690, 490), fill="#3d6b8e")
    draw.ellipse((575, 375, 625, 425), fill="#274b66")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
