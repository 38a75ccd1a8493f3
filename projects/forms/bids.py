"""Shape and wording of joint bids."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.naming import OneNamedField
from leeds_leaders.text import LineField, LongTextField
from peers.models import Organisation, Peer
from projects.actions.bids import BidDetails
from projects.choices import BidState

MOST_POUNDS = 2_000_000_000  # what a column holds


class BidForm(forms.Form):
    """What a bid says. A new one carries a `key`, a changed one the revision it began from."""

    title = LineField(label=_("What is the bid for?"), max_length=120)
    funder = LineField(label=_("Who gives the money?"), max_length=120, required=False)
    amount = forms.IntegerField(
        label=_("How many pounds?"), min_value=0, max_value=MOST_POUNDS, required=False
    )
    due_on = DayField(label=_("To be sent by"), required=False)
    state = forms.ChoiceField(
        label=_("How does it stand?"), choices=BidState, initial=BidState.DRAFT
    )
    words = LongTextField(
        label=_("The bid"),
        required=False,
        help_text=_("Nobody reads it but the team and those who bring a part."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def details(self) -> BidDetails:
        """What was said; call only when valid."""
        names = ("title", "funder", "amount", "due_on", "words", "state")
        return BidDetails(**{name: self.cleaned_data[name] for name in names})


class PartForm(forms.Form):
    """Who brings what, by when?"""

    peer = OneNamedField(
        label=_("Who?"),
        required=True,
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_(
            "The name of a peer, or the address of their page. From then on they read the whole"
            " bid."
        ),
    )
    words = LineField(label=_("What do they bring?"), max_length=280)
    organisation = OneNamedField(
        label=_("For an organisation"),
        queryset=Organisation.objects.none(),
        named_by="name",
        help_text=_("Its name as it stands on its page."),
    )
    due_on = DayField(label=_("By when?"), required=False)

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["peer"].queryset = Peer.objects.visible_to(viewer).not_blocked_by(viewer)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(viewer).listed()


def initial_of(bid) -> dict:
    """A bid's own values for its form."""
    names = ("title", "funder", "amount", "due_on", "state", "words", "revision")
    return {name: getattr(bid, name) for name in names}
