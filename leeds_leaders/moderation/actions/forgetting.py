"""Letting go of somebody who is erased: what was said of them and of theirs, and what they said."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Act, Approved, Case, Decision, Report

SENDERS_ARE_KEPT = timedelta(days=30)


def blank_words_on(rows: QuerySet) -> None:
    """Of what the staff wrote down of these rows, keep that it was done and when, but not what it
    said: what `WORDS_OF_STAFF` names, for rows that go with their person."""
    _let_words_go()
    keys = rows.values(key_as_text=Cast("pk", CharField()))
    names = [kind.name for kind in kinds().values() if kind.model is rows.model]
    kept_as = [rows.model._meta.label_lower, *names]
    Act.objects.filter(kind__in=kept_as, object_id__in=keys).exclude(words="").update(words="")
    if not names:
        return
    about = {"kind__in": names, "object_id__in": keys}
    Decision.objects.filter(**about).exclude(reason="", texts={}).update(reason="", texts={})
    Approved.objects.filter(**about).delete()
    _forget_words(Case.objects.filter(**about))


def approved_of(peer) -> QuerySet:
    """What moderators approved of somebody's as texts."""
    cases, decisions = Case.objects.filter(author=peer), Decision.objects.filter(author=peer)
    return Approved.objects.filter(_same_thing(cases) | _same_thing(decisions))


def let_go_of_cases(peer) -> None:
    """What others reported of theirs in words."""
    _forget_words(Case.objects.filter(author=peer))


def let_go_of_decisions(peer) -> None:
    """Decisions on theirs stay as figures: whose it was, what it said and why goes, in the acts as
    well."""
    decisions = Decision.objects.filter(author=peer)
    acts = Act.objects.exclude(words="").filter(_same_thing(decisions.filter(at=OuterRef("at"))))
    _let_words_go()
    acts.update(words="")
    decisions.update(author=None, reason="", texts={})


def let_go_of_reports(peer) -> None:
    """Reports that they made count on, without who made them and what they said."""
    Report.objects.filter(reporter=peer).update(reporter=None, words="", sender="")


def _let_words_go() -> None:
    """To the end of this transaction the database takes names and words off what is written down;
    at all other times it takes no change at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('moderation.lets_words_go', 'on', true)")


def _same_thing(rows: QuerySet) -> Exists:
    return Exists(rows.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id")))


def _forget_words(cases: QuerySet) -> None:
    Report.objects.filter(case__in=cases).exclude(words="").update(words="")
    cases.exclude(taken_as="").update(taken_as="")


def forget_senders(at: datetime) -> int:
    """Forget where reports of people without an account came from. Returns how many."""
    return Report.objects.with_sender(at - SENDERS_ARE_KEPT).update(sender="")
