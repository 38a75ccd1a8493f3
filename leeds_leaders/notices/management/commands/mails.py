from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from leeds_leaders.notices.calendars import Coming, invitation
from leeds_leaders.notices.choices import Purpose, Rhythm
from leeds_leaders.notices.digest import Found, Item, Part, Press
from leeds_leaders.notices.emails import Telling, Wording, compose, letter_of, new_message_id
from leeds_leaders.notices.models import Letter, Preference

TEMPLATES = settings.BASE_DIR / "templates"
ADDRESS = "peer@example.org"
# Whatever account mail asks for.
SECRETS = {
    "activate_url": f"{settings.SITE_URL}/accounts/confirm-email/MQ:1tNxyz:an-invented-key/",
    "password_reset_url": f"{settings.SITE_URL}/accounts/password/reset/key/1-invented/",
    "signup_url": f"{settings.SITE_URL}/accounts/signup/",
    "code": "4F7K2P",
    "from_email": "old@example.org",
    "to_email": ADDRESS,
    "deleted_email": "old@example.org",
    "ip": "192.0.2.17",
    "user_agent": "Firefox on Linux",
}
PARTS = [
    Part(
        "Coming breakfasts",
        "a breakfast on Thursday 10 December",
        Found([Item(
            1, "Who is missing from the table?", "/forums/who-is-missing/",
            "Thursday 10 December, 8:00 · The old library, Armley Road",
        )]),
    ),
    Part(
        "Asking for what you could lend",
        "2 projects ask for your help",
        Found([
            Item(2, "Beech Lane Orchard", "/projects/beech-lane-orchard/",
                 "Armley · Asks for: Volunteers, Equipment and tools"),
            Item(3, "Repair café & tool library", "/projects/repair-cafe/",
                 "Headingley & Hyde Park · Asks for: Trades and repairs, A place to meet"),
        ]),
    ),
    Part(
        "New projects",
        "5 new projects",
        Found(
            [
                Item(4, "Choir of the Lower Wharf", "/projects/choir/",
                     "Hunslet & Riverside · Whoever can hum can come: Sundays at four, no notes."),
                Item(5, "A very long title, as somebody will surely write one some day, about "
                        "benches, beans and the company of neighbours", "/projects/benches/",
                     "Seacroft · A corner that nobody used becomes a garden with a long table, "
                     "where people who live alone eat together once a week"),
            ],
            more=3,
            url="/projects/?ward=armley&sort=newest",
        ),
    ),
]  # fmt: skip


class Command(BaseCommand):
    """Write one of each kind of mail, with invented content, into a folder for looking at.

    Each comes as the message itself (.eml), its text (.txt) and its HTML (.html). Nothing is sent
    and nothing is kept.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args, folder: Path, **options):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with transaction.atomic():
                count = sum(_write(folder, name, letter) for name, letter in _letters())
                transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}.") from None
        self.stdout.write(f"{count} mails are in {folder}.")


def _write(folder: Path, name: str, letter: Letter) -> int:
    message = compose(letter, Preference(peer_id=1)).message()
    (folder / f"{name}.eml").write_bytes(message.as_bytes())
    (folder / f"{name}.txt").write_text(letter.text, "utf-8")
    if letter.html:
        (folder / f"{name}.html").write_text(letter.html, "utf-8")
    return 1


def _letters() -> Iterator[tuple[str, Letter]]:
    """The name of each kind of mail, and one of them."""
    peer = get_user_model()(pk=1, name="Bronagh Kilbane", email=ADDRESS)
    yield "digest", _digest(peer)
    yield "reminder", _told(_reminder(peer))
    for standing in ("live", "declined"):
        yield f"decision-{standing}", _told(_decision(peer, standing))
    yield from _account_mails()


def _told(telling: Telling) -> Letter:
    letter = letter_of(telling, Wording.of(telling), Preference(peer=telling.recipient))
    letter.message_id = new_message_id()
    return letter


def _digest(peer) -> Letter:
    printed = Press().print(Preference(peer=peer, rhythm=Rhythm.WEEKLY), PARTS)
    return Letter(
        recipient=peer,
        address=peer.email,
        purpose=Purpose.DIGEST,
        subject=printed.subject,
        text=printed.text,
        html=printed.html,
        message_id=new_message_id(),
    )


def _reminder(peer) -> Telling:
    day = timezone.localdate() + timedelta(days=1)
    starts_at = datetime.combine(day, time(8), timezone.get_default_timezone())
    coming = Coming(
        title="Who is missing from the table?",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        place="The old library, Armley Road, LS12 2AA",
        url="/forums/who-is-missing/",
        uid="invented@example.org",
        access_notes="Step-free from the street; the door is opened at half past seven.",
        bring="A cup, and one question that keeps you awake.",
    )
    context = {"coming": coming}
    return Telling(
        peer, Purpose.REMINDER, "invented", "notices/email/reminder", context,
        url=coming.url, calendar=invitation(coming),
    )  # fmt: skip


def _decision(peer, standing: str) -> Telling:
    project = SimpleNamespace(
        title="Beech Lane Orchard",
        standing=standing,
        decision_reason="The text names a neighbour and where she lives. Please leave that out.",
    )
    return Telling(
        peer, Purpose.DECISION, "invented", "projects/email/decision", {"project": project},
        url="/projects/beech-lane-orchard/",
    )  # fmt: skip


def _account_mails() -> Iterator[tuple[str, Letter]]:
    """Those that allauth writes, through the outbox as ever."""
    context = SECRETS | {"timestamp": timezone.now()}
    for subject in sorted(TEMPLATES.glob("*/email/*_subject.txt")):
        app, name = subject.parts[-3], subject.name.removesuffix("_subject.txt")
        if app in {"account", "mfa"}:
            get_adapter().send_mail(f"{app}/email/{name}", ADDRESS, dict(context))
            yield f"{app}-{name.replace('_', '-')}", Letter.objects.latest("pk")
