"""Shape and wording of what people say about their place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import Seat, ShownTo
from forums.forms.needs import NeedsFields
from forums.models import LARGEST_PARTY
from leeds_leaders.text import LongTextField
from peers.models import Peer

GOING, NOT_GOING, MAYBE = "going", "not-going", "maybe"
LONGEST_NAME = 80


class PartyFields(forms.Form):
    """With whom somebody comes. `companions` are names, one to a line."""

    places = forms.IntegerField(
        label=_("How many of us?"),
        min_value=1,
        max_value=LARGEST_PARTY,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    companions = LongTextField(
        label=_("Whom I bring"),
        required=False,
        max_length=LARGEST_PARTY * (LONGEST_NAME + 2),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Their names, one to a line; just so that we can greet them."),
    )

    def clean_companions(self) -> list[str]:
        lines = map(str.strip, self.cleaned_data["companions"].splitlines())
        return [line[:LONGEST_NAME] for line in lines if line]

    def clean(self):
        """Whoever names companions and no number counts all of them."""
        super().clean()
        data = self.cleaned_data
        names = data.get("companions", [])
        if "places" in data and data["places"] is None and names:
            data["places"] = len(names) + 1
        if (data.get("places") or LARGEST_PARTY) <= len(names):
            self.add_error("companions", _("That is more names than places."))
        return data


class AnswerForm(NeedsFields, PartyFields):
    """Whether somebody comes, with whom, who may read their name, and what they need. What is left
    out of a request stays as it was."""

    answer = forms.ChoiceField(
        choices=[(GOING, _("I come")), (MAYBE, _("Perhaps later")), (NOT_GOING, _("I do not come"))]
    )
    shown_to = forms.ChoiceField(
        label=_("Who may read that I come?"),
        choices=ShownTo,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The organisers know. Everybody else reads how many come, and in which role."),
    )

    @property
    def says_yes(self) -> bool:
        return self.cleaned_data["answer"] == GOING

    @property
    def state(self) -> Seat:
        """Where somebody stands who does not say yes."""
        return Seat.MAYBE if self.cleaned_data["answer"] == MAYBE else Seat.NOT_GOING

    def party(self) -> dict[str, Any]:
        """What was said of the party, as `places.go` takes it."""
        data = self.cleaned_data
        return {
            "places": data["places"],
            "companions": data["companions"] if "companions" in self.data else None,
            "shown_to": data["shown_to"] or None,
        }


def initial_of(booking) -> dict[str, Any]:
    """An answer as the form shows it; one that was not given yet is of one person, unnamed."""
    if booking is None:
        return {"places": 1, "shown_to": ShownTo.NOBODY}
    return {
        "places": booking.places,
        "companions": "\n".join(booking.companions),
        "shown_to": booking.shown_to,
    }


class HandOverForm(forms.Form):
    """To whom a place goes: somebody one is connected with."""

    to = forms.ModelChoiceField(
        label=_("Who shall have it?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        empty_label=_("choose somebody"),
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        peers = Peer.objects.visible_to(giver).filter(Peer.objects.is_connected_with(giver))
        self.fields["to"].queryset = peers.order_by("name", "pk")
