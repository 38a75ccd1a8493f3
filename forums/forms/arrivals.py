"""Shape and wording of what is said at the door."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.attendance import PartyField, PeerChoice
from forums.models import LARGEST_PARTY
from leeds_leaders.text import LineField
from peers.models import Peer


class MomentField(forms.DateTimeField):
    """When it was, told late: a moment with its offset, as ISO 8601 has it."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)


class SlipForm(forms.Form):
    """Who is not here after all?"""

    key = forms.UUIDField()


class ArrivalForm(SlipForm):
    """Who is here, and how many of them?"""

    count = forms.IntegerField(min_value=1, max_value=LARGEST_PARTY, required=False)
    at = MomentField()


class WalkInForm(forms.Form):
    """Who came without being on the list?"""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    name = LineField(label=_("Name"), max_length=80, required=False)
    peer = PeerChoice(required=False)
    places = PartyField(label=_("How many are they?"))
    at = MomentField()

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["peer"].queryset = Peer.objects.visible_to(viewer)

    def clean_key(self) -> UUID:
        """A peer is one, however often; their button brings no key."""
        return self.cleaned_data["key"] or uuid4()

    def clean(self):
        super().clean()
        if not self.errors and not (self.cleaned_data["peer"] or self.cleaned_data["name"]):
            self.add_error("name", _("Say who it is."))
        return self.cleaned_data
