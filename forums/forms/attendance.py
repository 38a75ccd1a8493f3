"""Shape and wording of what organisers do with the list of those who come."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import HAS_A_TURN, Kept, Seat
from forums.forms.guests import GuestNameField
from forums.models import LARGEST_PARTY, KeptSeats, Session
from leeds_leaders.days import DayField, TimeField, on_the_clock
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.text import AddressField, LineField
from peers.models import Peer

MOST_PLACES = 100_000
RELEASED_BEFORE = timedelta(days=3)  # the start, unless an organiser says otherwise

COMES, WAITS, ANSWERED = "going", "waiting", "others"
LISTS = {
    "": HAS_A_TURN | {Seat.WALKED_IN},
    COMES: frozenset({Seat.GOING, Seat.WALKED_IN}),
    WAITS: frozenset({Seat.WAITING, Seat.OFFERED}),
    ANSWERED: frozenset({Seat.ASKED, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED}),
}


class FindForm(forms.Form):
    """Who of those that have answered?"""

    q = LineField(label=_("Find a name"), max_length=80, required=False)
    list = forms.ChoiceField(choices=[(name, name) for name in LISTS], required=False)

    @property
    def states(self) -> frozenset[str]:
        """Those of the chosen list; call only when valid."""
        return LISTS[self.cleaned_data["list"]]


class NameForm(forms.Form):
    """Whom does somebody look for?"""

    q = LineField(label=_("The name of a member"), max_length=80, required=False)


class PartyField(forms.TypedChoiceField):
    """How many somebody is, with those whom they bring; one where nothing is chosen."""

    def __init__(self, **kwargs):
        sizes = [(number, number) for number in range(1, LARGEST_PARTY + 1)]
        super().__init__(choices=sizes, coerce=int, required=False, **kwargs)

    def clean(self, value):
        return super().clean(value) or 1


class PeerChoice(forms.ModelChoiceField):
    """A peer whom the viewer may see, by their address here."""

    def __init__(self, *, required: bool = True):
        super().__init__(
            Peer.objects.none(),
            to_field_name="slug",
            widget=forms.HiddenInput,
            required=required,
        )


class AddPeerForm(forms.Form):
    """Put a member down as going."""

    peer = PeerChoice()
    places = PartyField()

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["peer"].queryset = Peer.objects.visible_to(viewer)


class AddGuestForm(forms.Form):
    """Put somebody without an account down as going."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = GuestNameField(label=_("Name"))
    email = AddressField(
        label=_("E-mail"),
        required=False,
        help_text=_("If they agree: they get the date, and a link to say that they cannot come."),
    )
    places = PartyField(label=_("How many places?"))


class TakeOutForm(forms.Form):
    """Why somebody is taken from the list."""

    note = LineField(
        label=_("A note to them"),
        max_length=300,
        required=False,
        help_text=_("It stands in the mail that tells them."),
    )


class CapacityForm(forms.Form):
    """How many places there are; and if there are fewer than are taken, what then."""

    capacity = forms.IntegerField(
        label=_("How many places?"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leave it empty where there is room for everybody."),
    )
    let_last_wait = forms.BooleanField(
        label=_("Let those who came last wait: they keep their turn and are told"), required=False
    )


class KeepSeatsForm(forms.Form):
    """For whom places are kept, and until when."""

    places = forms.IntegerField(label=_("How many places?"), min_value=1, max_value=MOST_PLACES)
    kept_for = forms.ChoiceField(
        label=_("For whom?"), choices=Kept, initial=Kept.NEWCOMERS, widget=forms.RadioSelect
    )
    ward = forms.ModelChoiceField(
        label=_("Which ward, if it is one?"),
        queryset=Ward.objects.defer("boundary"),
        required=False,
    )
    sector = forms.ModelChoiceField(
        label=_("Which sector, if it is one?"), queryset=Sector.objects.all(), required=False
    )
    day = DayField(label=_("Until which day?"))
    hour = TimeField(label=_("At what time?"))

    def __init__(self, *args, session: Session, **kwargs):
        release = timezone.localtime(session.starts_at - RELEASED_BEFORE)
        is_to_come = release > timezone.now()
        usual = {"day": release.date(), "hour": release.time()} if is_to_come else {}
        super().__init__(*args, initial=usual, **kwargs)
        self.session = session

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for name in (Kept.WARD.value, Kept.SECTOR.value):
            if name != data.get("kept_for"):
                data[name] = None
            elif name not in self.errors and not data.get(name):
                self.add_error(name, _("Choose one."))
        if {"day", "hour"} <= data.keys():
            self._clean_release(data)
        return data

    def _clean_release(self, data):
        try:
            data["release_at"] = on_the_clock(data.pop("day"), data.pop("hour"))
        except forms.ValidationError as error:
            self.add_error("hour", error)
            return
        if not timezone.now() < data["release_at"] <= self.session.starts_at:
            self.add_error("day", _("Choose a moment to come, and before the start."))


class ReleaseForm(forms.Form):
    """Which kept places go to everybody now?"""

    kept = forms.ModelChoiceField(queryset=KeptSeats.objects.none())

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = session.kept_seats.all()
