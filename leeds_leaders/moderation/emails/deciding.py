"""What those are told whose thing a moderator decided on."""

from django.db.models import Model
from django.utils.translation import gettext as _

from leeds_leaders.moderation.choices import FOR, Because, Outcome
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case, Decision
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.text import one_line, shorten

A_FEW_WORDS = 60  # characters of a thing that has no title

TEMPLATES = {
    Outcome.DECLINED: "moderation/email/decided_against",
    Outcome.REMOVED: "moderation/email/decided_against",
    Outcome.SUSPENDED: "moderation/email/decided_against",
    Outcome.WARNED: "moderation/email/decided_word",
}


def tell_authors(thing: Model, decision: Decision) -> None:
    """Tell those whose thing it is what was decided, why, and how to have it looked at again."""
    kind = kind_of(thing)
    context = {"decision": decision, "thing": named(thing), "what": kind.title}
    notices.tell_many(
        [
            Telling(
                author,
                Purpose.DECISION,
                f"decided-{decision.key}",
                TEMPLATES.get(Outcome(decision.outcome), "moderation/email/decided_for"),
                context | beside_a_yes(decision, author),
                url=_for_reading_on(thing, decision, author),
            )
            for author in kind.authors(thing)
        ]
    )


def beside_a_yes(decision: Decision, reader) -> dict[str, bool]:
    """What a letter says beside that something stands: that a moderator changed a little of it, and
    a welcome to whom it is the first thing of."""
    is_theirs = decision.outcome in FOR and decision.author_id == reader.pk
    return {
        "is_edited": decision.outcome == Outcome.EDITED,
        "is_first": is_theirs and _waited_because(decision) == Because.FIRST,
    }


def _waited_because(decision: Decision) -> str | None:
    """Why the thing waited on which something was decided."""
    cases = Case.objects.filter(kind=decision.kind, object_id=decision.object_id)
    return cases.order_by("pk").values_list("because", flat=True).last()


def named(thing: Model) -> str:
    """A thing by its name, or by how it begins: `“The kitchen table…”`."""
    kind = kind_of(thing)
    first = next(iter(kind.texts_of(thing).values()), "") or str(thing)
    return _("“%(words)s”") % {"words": shorten(one_line(first), A_FEW_WORDS)}


def _for_reading_on(thing: Model, decision: Decision, author) -> str:
    """The thing itself where it can be seen; else the decision, for the one who may ask for another
    look."""
    if decision.outcome in FOR:
        return kind_of(thing).url(thing)
    return decision.get_absolute_url() if decision.author_id == author.pk else ""
