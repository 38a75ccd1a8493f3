"""What those are told whose thing a moderator decided on."""

from django.db.models import Model
from django.utils.translation import gettext as _

from leeds_leaders.moderation.choices import FOR, Outcome
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Decision
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
    context = {
        "decision": decision,
        "thing": named(thing),
        "what": kind.title,
        "is_edited": decision.outcome == Outcome.EDITED,
    }
    notices.tell_many(
        [
            Telling(
                author,
                Purpose.DECISION,
                f"decided-{decision.key}",
                TEMPLATES.get(Outcome(decision.outcome), "moderation/email/decided_for"),
                context,
                url=_for_reading_on(thing, decision, author),
            )
            for author in kind.authors(thing)
        ]
    )


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
