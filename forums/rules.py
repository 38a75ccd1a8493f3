"""Who may do what with a session, a series, a venue."""

from datetime import timedelta

from django.utils import timezone

from forums.choices import AgendaState, Seat, State
from forums.models import (
    Action,
    AgendaItem,
    Booking,
    Outcome,
    Perspective,
    Question,
    Record,
    Response,
    Series,
    Session,
    Venue,
)
from forums.querysets.record import CAME
from projects import rules as projects

SAID_JUST_NOW = timedelta(minutes=15)
PULSE_LASTS = timedelta(days=14)  # from the end of a session on


def is_organiser(peer) -> bool:
    """Whether somebody arranges sessions for the network: a role that the admin gives."""
    return peer.is_authenticated and peer.is_staff and peer.has_perm("forums.change_session")


def can_edit(peer, session: Session) -> bool:
    """Organisers, and whoever hosts it or proposed it; of a part, also who hosts the whole."""
    if not peer.is_authenticated:
        return False
    if is_organiser(peer) or session.proposed_by_id == peer.pk:
        return True
    return peer.hosted_sessions.filter(pk__in=[session.pk, session.parent_id]).exists()


def can_read_cards(peer, session: Session, booking: Booking | None) -> bool:
    """Whoever goes, as their booking says, and whoever arranges it."""
    goes = booking is not None and booking.state == Seat.GOING
    return goes or can_edit(peer, session)


def can_publish(peer, session: Session) -> bool:
    """Only organisers put a session before everybody."""
    return is_organiser(peer) and session.can_become(State.PUBLISHED)


def can_take_back(peer, session: Session) -> bool:
    """Only organisers make a draft again of what everybody has seen."""
    return is_organiser(peer) and session.can_become(State.DRAFT)


def can_discard(peer, session: Session) -> bool:
    """Whoever may edit a draft may throw it away."""
    return session.state == State.DRAFT and can_edit(peer, session)


def can_arrange(peer, series: Series) -> bool:
    """Organisers, and those who take turns as host, write down the sessions of a series."""
    if not peer.is_authenticated:
        return False
    return is_organiser(peer) or series.hosts.filter(pk=peer.pk).exists()


def can_edit_venue(peer, venue: Venue) -> bool:
    """Organisers; and whoever saved it, for as long as nothing is public there, so that nobody
    sends others' guests elsewhere."""
    if is_organiser(peer):
        return True
    is_theirs = peer.is_authenticated and venue.created_by_id == peer.pk
    return is_theirs and not venue.sessions.exclude(state=State.DRAFT).exists()


def can_propose(peer, session: Session) -> bool:
    """Those who go, and those who arrange it, bring and support what is talked about."""
    if not (peer.is_authenticated and session.takes_proposals):
        return False
    goes = peer.bookings.filter(session=session, state=Seat.GOING).exists()
    return goes or can_edit(peer, session)


def can_change_item(peer, item: AgendaItem) -> bool:
    """Whoever proposed it, until the organisers have decided on it."""
    is_theirs = peer.is_authenticated and item.proposed_by_id == peer.pk
    return is_theirs and item.state == AgendaState.PROPOSED and item.session.takes_proposals


def is_over(session: Session) -> bool:
    """Whether it took place, and has ended."""
    took_place = session.state in {State.PUBLISHED, State.HELD}
    return took_place and session.ends_at <= timezone.now()


def takes_pulse(session: Session) -> bool:
    """For two weeks from its end, of a session to which people came by answering here."""
    is_young = timezone.now() < session.ends_at + PULSE_LASTS
    return is_over(session) and is_young and not session.ticket_link


def can_give_pulse(booking: Booking) -> bool:
    """Whoever came, peer or guest."""
    return booking.state in CAME and takes_pulse(booking.session)


def can_take_lesson(peer, session: Session) -> bool:
    """Peers who came, from its end on."""
    if not (peer.is_authenticated and is_over(session)):
        return False
    return peer.bookings.filter(session=session, state__in=CAME).exists()


def can_decide_outcomes(peer, project) -> bool:
    """Whoever answers for the project: its lead, and moderators."""
    return projects.can_edit(peer, project)


def can_change_outcome(peer, outcome: Outcome) -> bool:
    """Whoever answers for the project; and whoever said so, until the project has confirmed it."""
    is_open = outcome.said_by_id == peer.pk and not outcome.is_confirmed
    return is_open or can_decide_outcomes(peer, outcome.project)


def can_withdraw_outcome(peer, outcome: Outcome) -> bool:
    """Whoever said so, as long as they may change it."""
    return outcome.said_by_id == peer.pk and can_change_outcome(peer, outcome)


def can_write_notes(peer, record: Record) -> bool:
    """In a draft those who take its notes, later those alone who arrange the session."""
    return Record.objects.written_by(peer).filter(pk=record.pk).exists()


def can_write_notes_of(peer, session: Session) -> bool:
    """The same where the notes may not have begun."""
    record = Record.objects.filter(session=session).first()
    return can_write_notes(peer, record) if record else can_open_notes(peer, session)


def can_open_notes(peer, session: Session) -> bool:
    """Those who arrange a session begin its notes, and say who writes and who reads them."""
    return can_edit(peer, session)


def can_tend(peer, question: Question) -> bool:
    """Whoever asked a question, in notes or in a perspective, and those who arrange a session that
    it came up in, say what answers it, ask it in other words, park it and open it again."""
    if not peer.is_authenticated:
        return False
    perspective = question.perspective
    if question.asked_by_id == peer.pk or (perspective and perspective.author_id == peer.pk):
        return True
    records = Record.objects.filter(notes__question=question, notes__is_removed=False)
    return is_organiser(peer) or records.filter(Record.objects.arranged_by(peer)).exists()


def can_change_perspective(peer, perspective: Perspective) -> bool:
    """Whoever wrote it, or put it in."""
    return peer.is_authenticated and perspective.author_id == peer.pk


def can_respond(peer, target) -> bool:
    """Members, to a perspective, an item of notes or a session that was found by its door; between
    closed sessions those who came."""
    if not (peer.is_authenticated and target.takes_responses):
        return False
    return not isinstance(target, Session) or can_talk_between(peer, target)


def can_talk_between(peer, session: Session) -> bool:
    """Whoever sees a session takes part in its open thread; of a closed one those who came."""
    closed = Record.objects.filter(pk=session.pk, is_closed=True)
    return not closed.exists() or closed.of_circle(peer).exists()


def can_change_response(peer, response: Response) -> bool:
    """Whoever said it, for a quarter of an hour: others answer what they have read."""
    is_theirs = peer.is_authenticated and response.author_id == peer.pk
    return is_theirs and timezone.now() - response.said_at < SAID_JUST_NOW


def can_say_back(peer, response: Response) -> bool:
    """Where it answers the words of somebody else, who can say whether they meant it so."""
    return response.answered not in {None, peer}


def can_judge_heard(peer, response: Response) -> bool:
    """Whoever is said to have been heard."""
    return bool(response.heard and response.is_live and response.answered == peer)


def can_do(peer, action: Action) -> bool:
    """Whoever said that they do it, whoever keeps the organisation that does, and those who arrange
    its session say what became of it."""
    if not peer.is_authenticated:
        return False
    is_theirs = action.owners.willing().filter(peer=peer).exists()
    keeps = action.organisation is not None and action.organisation.keeper_id == peer.pk
    return is_theirs or keeps or can_edit(peer, action.session)


def can_say_what_serves(peer, action: Action) -> bool:
    """Whoever answers for the project that it is to serve."""
    return action.project is not None and projects.can_edit(peer, action.project)
