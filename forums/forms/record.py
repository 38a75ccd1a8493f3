"""Shape and wording of who writes the notes of a session, and what they say of themselves."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.actions.record import Writing
from forums.choices import RecordState
from forums.models import Record
from forums.querysets.record import CAME
from leeds_leaders.text import LineField
from peers.models import Peer


class RecordForm(forms.Form):
    """Who takes notes, and whether what is said stays in the room."""

    note_takers = forms.ModelMultipleChoiceField(
        label=_("Who takes notes?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those who go can be asked. Whoever arranges the session can always write."),
    )
    is_open = forms.BooleanField(
        label=_("Whoever comes may take notes along"),
        required=False,
        help_text=_("As long as the notes are a draft."),
    )
    is_closed = forms.BooleanField(
        label=_("It is a closed session"),
        required=False,
        help_text=_(
            "Its notes name nobody, not even in their history, and are never read by others than "
            "those who came. Nothing of it is carried along. Once something is written it stays so."
        ),
    )
    no_actions = LineField(
        label=_("Nothing is to be done, because"),
        max_length=300,
        required=False,
        help_text=_("Only where no action was agreed that somebody does by some day."),
    )

    def __init__(self, data=None, *, viewer, record: Record, **kwargs):
        super().__init__(data, **kwargs)
        bookings = record.session.bookings.filter(state__in=CAME, peer__isnull=False)
        chosen = Q(takes_notes_of=record) if record.pk else Q()
        offered = Peer.objects.filter(Q(pk__in=bookings.values("peer")) | chosen)
        self.fields["note_takers"].queryset = Peer.objects.visible_to(viewer).filter(
            pk__in=offered.values("pk")
        )

    def writing(self) -> Writing:
        """What was said; call only when valid."""
        return Writing(**self.cleaned_data)


class TakenBackForm(forms.Form):
    """Who could read the notes when the page was opened."""

    was = forms.ChoiceField(choices=RecordState)


def initial_of(record: Record, viewer) -> dict:
    """A record as its form shows it."""
    takers = Peer.objects.visible_to(viewer).filter(takes_notes_of=record)
    return {
        "note_takers": list(takers.values_list("slug", flat=True)),
        "is_open": record.is_open,
        "is_closed": record.is_closed,
        "no_actions": record.no_actions,
    }
