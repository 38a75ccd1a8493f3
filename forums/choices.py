from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a session is in its life."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


STATE_MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.DRAFT, State.HELD, State.CANCELLED}),
    State.HELD: frozenset(),
    State.CANCELLED: frozenset({State.PUBLISHED}),
}


class Seat(models.TextChoices):
    """Where somebody's answer to a session stands."""

    ASKED = "asked", _("has yet to say so by the link that we mailed")
    GOING = "going", _("going")
    OFFERED = "offered", _("a place is kept for them until they answer")
    WAITING = "waiting", _("waiting for a place")
    MAYBE = "maybe", _("perhaps later")
    NOT_GOING = "not-going", _("not going")
    LAPSED = "lapsed", _("did not answer an offered place in time")
    WALKED_IN = "walked-in", _("came without a place")


# What takes places; and what has a turn in the order of asking.
TAKES_PLACES = frozenset({Seat.GOING, Seat.OFFERED})
HAS_A_TURN = frozenset({Seat.GOING, Seat.OFFERED, Seat.WAITING})
# Who does not come brings nobody, and needs nothing.
DOES_NOT_COME = frozenset({Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED})

SEAT_MOVES: dict[str, frozenset[str]] = {
    Seat.ASKED: frozenset({Seat.GOING, Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.WALKED_IN}),
    Seat.GOING: frozenset({Seat.MAYBE, Seat.NOT_GOING, Seat.WAITING}),
    Seat.OFFERED: frozenset({Seat.GOING, Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED}),
    Seat.WAITING: frozenset({Seat.OFFERED, Seat.GOING, Seat.MAYBE, Seat.NOT_GOING, Seat.WALKED_IN}),
    Seat.MAYBE: frozenset({Seat.GOING, Seat.WAITING, Seat.NOT_GOING, Seat.OFFERED, Seat.WALKED_IN}),
    Seat.NOT_GOING: frozenset({Seat.GOING, Seat.WAITING, Seat.MAYBE, Seat.OFFERED, Seat.WALKED_IN}),
    Seat.LAPSED: frozenset(
        {Seat.GOING, Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.OFFERED, Seat.WALKED_IN}
    ),
    # A slip at the door is taken back: they stand where they stood.
    Seat.WALKED_IN: frozenset({Seat.ASKED, Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED}),
}


class Why(models.TextChoices):
    """Why an answer moved, so that each promotion can explain itself."""

    ANSWERED = "answered", _("they said so")
    LEFT = "left", _("somebody left and freed a place")
    RAISED = "raised", _("there are more places now")
    LOWERED = "lowered", _("there are fewer places now")
    RELEASED = "released", _("kept places were released to all")
    LAPSED = "lapsed", _("an offered place was not answered in time")
    DECLINED = "declined", _("somebody did not take an offered place")
    HANDED_OVER = "handed-on", _("somebody gave their place to them")
    BY_HAND = "by-hand", _("an organiser did it by hand")


class Kept(models.TextChoices):
    """Whom places are kept for until they are released to all."""

    NEWCOMERS = "newcomers", _("people who come for the first time")
    WARD = "ward", _("people from one ward")
    SECTOR = "sector", _("people from one sector")
    OUTSIDERS = "outsiders", _("people whom an organiser invites from outside")


class ShownTo(models.TextChoices):
    """Who may read somebody's name among those who come: what they consented to, themselves."""

    NOBODY = "nobody", _("nobody but the organisers")
    GOING = "going", _("those who come, too")
    EVERYONE = "everyone", _("everybody")


class How(models.TextChoices):
    """How one can take part, as a choice among sessions."""

    IN_PERSON = "in-person", _("In person")
    ONLINE = "online", _("Online")


class Unit(models.TextChoices):
    """What the rule of a series counts."""

    WEEK = "week", _("weeks")
    MONTH = "month", _("months")


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Ordinal(models.IntegerChoices):
    """Which of such weekdays in a month."""

    FIRST = 1, _("first")
    SECOND = 2, _("second")
    THIRD = 3, _("third")
    FOURTH = 4, _("fourth")
    LAST = -1, _("last")


class AgendaKind(models.TextChoices):
    """What somebody would like to bring to a session."""

    ITEM = "item", _("something to talk about")
    CHALLENGE = "challenge", _("a challenge to work on together")
    WAYS = "ways", _("how we work together")


class AgendaState(models.TextChoices):
    """What became of it."""

    PROPOSED = "proposed", _("proposed")
    CHOSEN = "chosen", _("on the agenda")
    SET_ASIDE = "set-aside", _("set aside")


AGENDA_MOVES: dict[str, frozenset[str]] = {
    AgendaState.PROPOSED: frozenset({AgendaState.CHOSEN, AgendaState.SET_ASIDE}),
    AgendaState.CHOSEN: frozenset({AgendaState.PROPOSED, AgendaState.SET_ASIDE}),
    AgendaState.SET_ASIDE: frozenset({AgendaState.PROPOSED, AgendaState.CHOSEN}),
}


class MessageTo(models.TextChoices):
    """To whom of a session its organisers write."""

    GOING = "going", _("those who go")
    WAITING = "waiting", _("those who wait, or are asked just now")
    BOTH = "both", _("all of them")


# Whoever walked in is as good as somebody who goes.
MEANT: dict[str, frozenset[str]] = {
    MessageTo.GOING: frozenset({Seat.GOING, Seat.WALKED_IN}),
    MessageTo.WAITING: frozenset({Seat.WAITING, Seat.OFFERED}),
    MessageTo.BOTH: frozenset({Seat.GOING, Seat.WALKED_IN, Seat.WAITING, Seat.OFFERED}),
}


class RecordState(models.TextChoices):
    """Who may read the notes of a session."""

    DRAFT = "draft", _("being written, by those who take notes")
    SHARED = "shared", _("shared with those who came")
    PUBLIC = "public", _("public")


RECORD_MOVES: dict[str, frozenset[str]] = {
    RecordState.DRAFT: frozenset({RecordState.SHARED, RecordState.PUBLIC}),
    RecordState.SHARED: frozenset({RecordState.DRAFT, RecordState.PUBLIC}),
    RecordState.PUBLIC: frozenset({RecordState.SHARED}),
}


class Section(models.TextChoices):
    """The four sections of notes, in their order."""

    CONTEXT = "context", _("Context")
    QUESTIONS = "questions", _("Our questions")
    WORKS = "works", _("What works")
    ACTIONS = "actions", _("What we are going to do")


class Pace(models.TextChoices):
    """Whether something can be done as things are, or needs them to change first."""

    NOW = "now", _("now")
    CHANGE = "change", _("change")


class Asked(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("open")
    CARRIED = "carried", _("carried on to a later session")
    REFRAMED = "reframed", _("asked in other words since")
    ANSWERED = "answered", _("answered")
    PARKED = "parked", _("parked")


# What the next session of a series begins with.
UNANSWERED = frozenset({Asked.OPEN, Asked.CARRIED})

ASKED_MOVES: dict[str, frozenset[str]] = {
    Asked.OPEN: frozenset({Asked.CARRIED, Asked.REFRAMED, Asked.ANSWERED, Asked.PARKED}),
    Asked.CARRIED: frozenset({Asked.OPEN, Asked.REFRAMED, Asked.ANSWERED, Asked.PARKED}),
    Asked.REFRAMED: frozenset(),
    Asked.ANSWERED: frozenset({Asked.OPEN}),
    Asked.PARKED: frozenset({Asked.OPEN}),
}


class Doing(models.TextChoices):
    """Where an action stands."""

    OPEN = "open", _("to be done")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")
    HANDED_OVER = "handed-over", _("handed over")


DOING_MOVES: dict[str, frozenset[str]] = {
    Doing.OPEN: frozenset({Doing.DONE, Doing.DROPPED, Doing.HANDED_OVER}),
    Doing.DONE: frozenset({Doing.OPEN}),
    Doing.DROPPED: frozenset({Doing.OPEN}),
    Doing.HANDED_OVER: frozenset(),
}


class Cost(models.TextChoices):
    """What an action costs."""

    NONE = "none", _("costs nothing")
    LOW = "low", _("costs little")
    FUNDS = "funds", _("needs funds")


class Scope(models.TextChoices):
    """Whose an action is to do."""

    OWN = "own", _("in our own organisation")
    SHARED = "shared", _("together")


class PerspectiveKind(models.TextChoices):
    """What somebody writes at length."""

    REFLECTION = "reflection", _("reflection")
    ARTICLE = "article", _("article")


class ReadBy(models.TextChoices):
    """Whom a perspective is for, once it is published."""

    CAME = "came", _("those who came to the session")
    MEMBERS = "members", _("members")
    EVERYONE = "everyone", _("everyone")


class Heard(models.TextChoices):
    """What became of saying back what one heard."""

    SAID = "said", _("the author has yet to say whether it was meant so")
    CONFIRMED = "confirmed", _("the author says: yes, that is what I meant")
    MENDED = "mended", _("the author put it right")


class About(models.TextChoices):
    """What the pulse asks after a session, of everybody and once."""

    BELONGING = "belonging", _("I felt that I belong here")
    USEFULNESS = "usefulness", _("It was useful to me")


class Helped(models.TextChoices):
    """Whether a lesson that somebody took back helped."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    TOO_EARLY = "too-early", _("it is too early to say")


class Gain(models.TextChoices):
    """What an outcome is an outcome for."""

    PEOPLE = "people", _("for people")
    PLACE = "place", _("for the place")


class Verdict(models.TextChoices):
    """What a project says of an outcome that somebody claims."""

    SAID = "said", _("not confirmed by the project yet")
    CONFIRMED = "confirmed", _("confirmed by the project")
    DECLINED = "declined", _("the project sees it differently")


class OfRecord(models.TextChoices):
    """What the archive finds."""

    NOTE = "note", _("notes")
    QUESTION = "question", _("questions")
    ACTION = "action", _("actions")
    PERSPECTIVE = "perspective", _("perspectives")
    OUTCOME = "outcome", _("outcomes")
