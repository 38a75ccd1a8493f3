"""What the invented people want to hear, and what waits in their inboxes: written by the verbs."""

from datetime import timedelta

from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Rhythm, Weekday
from leeds_leaders.notices.models import Notice, Preference
from peers.models import Peer
from projects.emails.projects import tell_leads_of_decision
from projects.models import Project

READERS = {"peer@example.org": Rhythm.WEEKLY, "organiser@example.org": Rhythm.MONTHLY}
SINCE = timedelta(days=40)  # so long ago each of them had their last digest


def load_notices() -> None:
    """Give two of the sign-ins a digest to read, and one the news of their own project.

    The others have none: their pages show how it looks before anybody has chosen anything.
    """
    for peer in Peer.objects.filter(email__in=READERS):
        _follow(peer, READERS[peer.email])
        if project := _decided_last(peer):
            tell_leads_of_decision(project, _decision_on(project))
    for notice in Notice.objects.select_related("recipient"):
        actions.mark_read(notice.recipient, notice)
    now = timezone.now()
    Preference.objects.filter(peer__email__in=READERS).update(
        digested_until=now - SINCE, next_digest_at=now
    )
    actions.send_due_digests()


def _follow(peer: Peer, rhythm: str) -> None:
    """What their own projects are about and where they are; a hand with whatever is asked most."""
    led = Project.objects.filter(lead=peer)
    actions.set_preferences(
        peer,
        rhythm=rhythm,
        weekday=Weekday.TUESDAY,
        hour=8,
        muted=[],
        causes=Cause.objects.filter(project_items__content_object__in=led).distinct()[:3],
        wards=Ward.objects.filter(projects__in=led).distinct().order_by("name")[:2],
        helps=Help.objects.order_by("position")[:2],
    )


def _decision_on(project: Project) -> Decision:
    """That a moderator let it onto the map, as their verb writes it down."""
    return Decision.objects.create(
        kind="project",
        object_id=str(project.pk),
        author=project.lead,
        by=project.decided_by,
        outcome=Outcome.APPROVED,
        at=project.decided_at,
    )


def _decided_last(peer: Peer) -> Project | None:
    decided = Project.objects.filter(lead=peer, standing=Standing.LIVE, decided_at__isnull=False)
    return decided.select_related("lead").order_by("-decided_at").first()
