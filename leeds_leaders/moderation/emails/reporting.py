"""What people are told about reports and appeals. No letter says who reported, and none to whoever
did names the thing, its author or more than whether it is still there: all that may have changed
since."""

from collections.abc import Sequence

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model
from django.urls import reverse

from leeds_leaders.moderation.emails.deciding import named
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Appeal, Case, Report
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling


def moderators():
    """Everybody who looks after what is reported."""
    return ModelBackend().with_perm("moderation.change_case").filter(is_staff=True)


def tell_reporters(reports: Sequence[Report]) -> None:
    """Tell members what came of their reports: it is gone, or it is left as it is."""
    notices.tell_many(
        [
            Telling(
                report.reporter,
                Purpose.DECISION,
                f"report-{report.pk}",
                "moderation/email/report_answered",
                {"what": kinds()[report.case.kind].title, "report": report},
            )
            for report in reports
            if report.reporter is not None
        ]
    )


def tell_of_hiding(thing: Model, kind: Kind, case: Case) -> None:
    """Tell those whose thing it is that it waits, unseen, until a moderator has looked."""
    notices.tell_many(
        [
            Telling(
                author,
                Purpose.DECISION,
                f"hidden-{case.key}",
                "moderation/email/hidden",
                {"what": kind.title, "thing": named(thing)},
                url=reverse("moderation:public"),
            )
            for author in kind.authors(thing)
        ]
    )


def tell_moderators_of_danger(case: Case, authors: Sequence) -> None:
    """Ask moderators to look at once, whatever letters they have switched off, but those whose
    thing it is; without a word of what is said, for mail lies about."""
    _tell_moderators(
        f"danger-{case.key}",
        "moderation/email/danger",
        {"what": kinds()[case.kind].title},
        url=reverse("admin:moderation_case_changelist"),
        but={case.author_id, *(author.pk for author in authors)},
        purpose=Purpose.ACCOUNT,
    )


def tell_moderators_of_appeal(appeal: Appeal) -> None:
    """Ask the others for another pair of eyes."""
    _tell_moderators(
        f"appeal-{appeal.pk}",
        "moderation/email/appealed",
        {"what": kinds()[appeal.decision.kind].title},
        url=reverse("admin:moderation_appeal_change", args=[appeal.pk]),
        but={appeal.against_id, appeal.peer_id},
    )


def _tell_moderators(
    key: str, template: str, context: dict, *, url: str, but: set, purpose: str = Purpose.PEOPLE
) -> None:
    notices.tell_many(
        [
            Telling(moderator, purpose, key, template, context, url=url)
            for moderator in moderators().exclude(pk__in=but)
        ]
    )


def tell_of_appeal(appeal: Appeal, *, is_back: bool = False) -> None:
    """Tell both sides what another moderator thinks: whose thing it was, and who decided first; of
    an appeal that was right, whether the thing is back by that."""
    sides = [(appeal.peer, "appeal_answered"), (appeal.against, "appeal_against_answered")]
    notices.tell_many(
        [
            _of_appeal(appeal, peer, template, is_back)
            for peer, template in sides
            if peer is not None
        ]
    )


def _of_appeal(appeal: Appeal, peer, template: str, is_back: bool) -> Telling:
    """Whoever is suspended gets it as mail about their account, with a link that asks for no
    sign-in."""
    decision = appeal.decision
    where = (
        {"purpose": Purpose.DECISION, "url": decision.get_absolute_url()}
        if peer.is_active
        else {"purpose": Purpose.ACCOUNT, "link": decision.secret_link()}
    )
    return Telling(
        recipient=peer,
        key=f"appeal-answered-{appeal.pk}",
        template=f"moderation/email/{template}",
        context={"appeal": appeal, "what": kinds()[decision.kind].title, "is_back": is_back},
        **where,
    )
