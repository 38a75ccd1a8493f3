"""Whose reports have weight, and whether they come from a brigade: people who agreed elsewhere to
drive somebody out."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from leeds_leaders.moderation.models import Case, Report

# Long enough here to know the house, and not known for reports that were wrong.
KNOWN_AFTER = timedelta(days=7)
OFTEN_WRONG = 3

# Who came together, for one purpose it may be; of members of long standing it says nothing.
TOGETHER, IN_ONE_GO, NOT_LONG_HERE = 3, timedelta(days=2), timedelta(days=90)
# What comes all at once against whatever somebody has made.
RUSH, MANY_AT_ONCE = timedelta(minutes=10), 6


def established(case: Case) -> list:
    """Those who have an open report in a case and whose word has weight: active members of at least
    a week, whose reports were not mostly wrong. One query."""
    return list(_of_weight(case.reports_made.open()))


def _of_weight(reports: QuerySet) -> QuerySet:
    """Those among whoever made these reports, in order of their joining."""
    right = Count("reports_made", filter=Q(reports_made__was_right=True))
    wrong = Count("reports_made", filter=Q(reports_made__was_right=False))
    peers = get_user_model().objects.filter(
        pk__in=reports.values("reporter"),
        is_active=True,
        joined_at__lte=timezone.now() - KNOWN_AFTER,
    )
    peers = peers.annotate(were_right=right, were_wrong=wrong).order_by("joined_at")
    return peers.filter(Q(were_wrong__lt=OFTEN_WRONG) | Q(were_wrong__lte=F("were_right")))


def looks_like_a_brigade(case: Case, reporters: Sequence) -> bool:
    """Whether a moderator should look before anything is hidden: those who report have come
    together, have reported the same person together before and were not right, or are part of a
    rush against one person."""
    return (
        _came_together(reporters)
        or _were_together_before(case, reporters)
        or _is_part_of_a_rush(case)
    )


def _came_together(reporters: Sequence) -> bool:
    """Whether three of them, in order of their joining, came within two days, not long ago."""
    since = timezone.now() - NOT_LONG_HERE
    days = [peer.joined_at for peer in reporters if peer.joined_at > since]
    steps = [later - earlier for earlier, later in pairwise(days)]
    return any(sum(two, timedelta()) <= IN_ONE_GO for two in pairwise(steps))


def _were_together_before(case: Case, reporters: Sequence) -> bool:
    """Whether three of them reported another thing of the same person, and a moderator has said
    that they were not right. What waits for a look says nothing yet."""
    if case.author_id is None:
        return False
    earlier = Report.objects.filter(case__author=case.author_id, reporter__in=reporters)
    earlier = earlier.exclude(case=case).filter(was_right=False)
    by_case = Counter(earlier.values_list("case", flat=True))
    return any(count >= TOGETHER for count in by_case.values())


def _is_part_of_a_rush(case: Case) -> bool:
    """Whether many reports of whatever one person has made came within minutes, from those whose
    word has weight: by those of others nobody shields what is theirs."""
    if case.author_id is None:
        return False
    lately = timezone.now() - RUSH
    rush = Report.objects.filter(case__author=case.author_id, made_at__gt=lately)
    their_own = rush.filter(reporter__in=[peer.pk for peer in _of_weight(rush)])
    return their_own.count() >= MANY_AT_ONCE
