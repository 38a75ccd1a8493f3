"""What somebody writes, looked at by the machine before others see it (docs/decisions/0040)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import unescape

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.moderation.actions.elections import is_by_or_about_a_candidate
from leeds_leaders.moderation.choices import Because, Outcome
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case, Decision, Said
from leeds_leaders.text import link_addresses, render_markdown

FIRST_DAY = A_DAY = timedelta(days=1)
MOST_LINKS = 2
MOST_POSTS = 10
MOST_PLACES = 2  # in which the same words stand, or people who say them, within a day
SHORTEST_REPEATED = 40  # letters and digits
KEPT_FOR = timedelta(days=7)
# A link as a page shows it, whichever way it was written.
SHOWN = re.compile(r'<a href="([^"]*)"')
LINK_OR_TAG = re.compile(r"<a .*?</a>|<[^>]*>", re.DOTALL)

# To whoever wrote it: why others do not see it yet, and that it is no reproach.
WHY_IT_WAITS = {
    "": gettext_lazy("Not everybody sees this until a moderator has looked at it."),
    Because.FIRST: gettext_lazy(
        "Not everybody sees this yet: the first thing of everybody who is new here is looked at by"
        " a moderator."
    ),
    Because.LINKS: gettext_lazy(
        "Not everybody sees this yet: on somebody's first day a moderator looks at what holds more"
        " than two links. It keeps advertisers away."
    ),
    Because.MANY: gettext_lazy(
        "Not everybody sees this yet: on somebody's first day a moderator looks at what comes"
        " after ten things. It keeps advertisers away."
    ),
    Because.REPEATED: gettext_lazy(
        "Not everybody sees this yet: the same words stand in two other places, so a moderator"
        " looks at it first."
    ),
    Because.ELECTION: gettext_lazy(
        "Not everybody sees this yet: in the weeks before an election a moderator looks at what is"
        " by candidates or names one, so that the network takes no side."
    ),
    Because.REPORTED: gettext_lazy(
        "Not everybody sees this for now: several members have reported it, and a moderator will"
        " look at it."
    ),
}

TOO_MUCH: dict[str, Promise] = {
    Because.LINKS: gettext_lazy(
        "On your first day what you write may hold two links; it keeps advertisers away. Please"
        " take some out. From tomorrow on you can add them."
    ),
    Because.MANY: gettext_lazy(
        "You have added ten things on your first day, which is as many as anybody can; it keeps"
        " advertisers away. From tomorrow on you can go on."
    ),
    Because.REPEATED: gettext_lazy(
        "The same words stand in two other places already. Please say here what is its own."
    ),
    Because.ELECTION: gettext_lazy(
        "In the weeks before an election a moderator looks at what is by candidates or names one"
        " before others see it, so that the network takes no side. This would be seen at once, so"
        " it can be said when the election is over."
    ),
}


# Holding ------------------------------------------------------------------------------------------


def screen(
    author, *texts: str, before: Iterable[str] | None = None, alike: Sequence[str] = ()
) -> str:
    """Why what somebody has just written waits for a moderator, as a value of `Because`; empty
    where it need not. Called once for each post, inside the transaction that writes it, with all
    that they wrote in it: it remembers that they posted. Pass what it says on to `hold`.

    Of a thing that is changed, `before` are its texts as they stood: it is no other post, and only
    what is new in it is looked at. What many say in the same words, as how to get in and what it
    costs, is `alike`, comes last in `before`, and is no repetition. What the house itself writes
    (`author` None) waits for nobody.
    """
    if author is None:
        return ""
    _in_turn(author)
    known = None if before is None else tuple(before)
    said = (*texts, *alike)
    if known == said:
        return ""
    digest = digest_of(texts)
    if known is not None and digest == digest_of(known[: len(texts)]):
        digest = ""
    because = _why(author, said, digest, known)
    if known is None or digest:
        Said.objects.create(peer=author, digest=digest, is_post=known is None)
    return because


def _why(author, texts: Sequence[str], digest: str, known: Sequence[str] | None) -> str:
    if is_by_or_about_a_candidate(author, [text for text in texts if text not in (known or ())]):
        return Because.ELECTION
    if _is_new(author) and _has_many_links(texts) and {*_links(texts)} - {*_links(known or ())}:
        return Because.LINKS
    if _is_repeated(author, digest):
        return Because.REPEATED
    if _is_new(author) and known is None and _posts_of(author) >= MOST_POSTS:
        return Because.MANY
    return ""


def words_on_waiting(thing: Model) -> str:
    """Why others do not see a thing, in words for whoever wrote it; empty where they do. For the
    message after posting, and on its page by `{% waits thing %}`. No query where it is seen."""
    return why_out_of_sight(thing)[0]


def why_out_of_sight(thing: Model) -> tuple[str, Decision | None]:
    """The same with the decision by which a thing was taken away, if one was."""
    if not is_out_of_sight(thing):
        return "", None
    named = {"kind": kind_of(thing).name, "object_id": str(thing.pk)}
    case = Case.objects.open().filter(**named).first()
    more_than_a_word = Decision.objects.on(**named).exclude(outcome=Outcome.WARNED)
    decision = None if case else more_than_a_word.first()
    if decision is None or decision.outcome != Outcome.REMOVED:
        return str(WHY_IT_WAITS[case.because if case else ""]), None
    return _("A moderator has taken this away: %(reason)s") % {"reason": decision.reason}, decision


def is_out_of_sight(thing: Model) -> bool:
    """Whether a thing waits for a moderator or was taken away, by what stands in its own row."""
    return getattr(thing, "hidden_at", None) is not None or getattr(thing, "standing", "") == "held"


# Refusing -----------------------------------------------------------------------------------------


def check_may_say(by, *texts: str) -> None:
    """Refuse, in words, what nobody could hold: words from one person to another, on the writer's
    first day, with more than two links, or the same to a third. Raises `TooMuch`. Costs those who
    have been here for longer nothing.
    """
    if by is None or not _is_new(by):
        return
    if _has_many_links(texts):
        raise TooMuch(str(TOO_MUCH[Because.LINKS]))
    digest = digest_of(texts)
    if not digest:
        return
    _in_turn(by)
    if _is_repeated(by, digest):
        raise TooMuch(
            _("You have sent these words to two people already, and on your first day that is as"
              " many as can be; it keeps advertisers away. Say it in words for this person, or"
              " send it tomorrow.")
        )  # fmt: skip
    Said.objects.create(peer=by, digest=digest, is_post=False)


def check_may_post(
    by, *texts: str, before: Iterable[str] | None = None, alike: Sequence[str] = ()
) -> None:
    """Refuse, in words, what `screen` would let wait, of what others see at once and nobody holds:
    what members see while it waits, what people come to, and what is part of another thing. Raises
    `TooMuch`."""
    refusal = TOO_MUCH.get(screen(by, *texts, before=before, alike=alike))
    if refusal is not None:
        raise TooMuch(str(refusal))


# What both look at --------------------------------------------------------------------------------


def digest_of(texts: Iterable[str]) -> str:
    """A keyed hash of the longest of some texts, however it is spelled and set; empty of what many
    people might say by chance."""
    longest = max((_letters(text) for text in texts), key=len, default="")
    if len(longest) < SHORTEST_REPEATED:
        return ""
    return salted_hmac("moderation.said", longest, algorithm="sha256").hexdigest()[:32]


def _letters(text: str) -> str:
    """The letters and digits of a text alone, small, without accents."""
    spread = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in spread if letter.isalnum())


def _is_new(peer) -> bool:
    return timezone.now() - peer.joined_at < FIRST_DAY


def _has_many_links(texts: Iterable[str]) -> bool:
    return len(_links(texts)) > MOST_LINKS


def _links(texts: Iterable[str]) -> list[str]:
    """Where the links lead that a page makes of some texts: what is shown counts, or another way
    to write one would be a way round. Each text stands on pages as Markdown or as a line; the
    more of both counts.
    """
    ways = ([show(text) for show in (_in_markdown, _in_a_line)] for text in texts)
    return [link for found in ways for link in max(found, key=len)]


def _in_markdown(text: str) -> list[str]:
    """With the addresses that stand beside the links, to be copied."""
    page = render_markdown(text)
    return SHOWN.findall(page) + _in_a_line(unescape(LINK_OR_TAG.sub(" ", page)))


def _in_a_line(text: str) -> list[str]:
    return SHOWN.findall(link_addresses(text))


def _posts_of(peer) -> int:
    """What somebody has posted on their first day."""
    return Said.objects.filter(peer=peer, is_post=True, at__gte=peer.joined_at).count()


def _is_repeated(author, digest: str) -> bool:
    """Whether these words stand in two places of their author's already, or in two other
    people's, within a day. Whoever of the staff says the same in many places arranges them."""
    if not digest or author.is_staff:
        return False
    lately = Said.objects.filter(digest=digest, at__gte=timezone.now() - A_DAY)
    said_by = list(lately.values_list("peer_id", flat=True)[: MOST_POSTS * MOST_POSTS])
    others = set(said_by) - {author.pk}
    return said_by.count(author.pk) >= MOST_PLACES or len(others) >= MOST_PLACES


def _in_turn(author) -> None:
    """One post of somebody new at a time, or two at once would both be the tenth."""
    if _is_new(author):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('moderation_said'), %s)", [author.pk]
            )
