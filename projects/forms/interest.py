"""Shape and wording of standing behind a project, and of passing it on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LongTextField
from peers.models import Peer
from projects.choices import Rung
from projects.forms.claims import OwnOrganisationField


class StandForm(forms.Form):
    """Where I stand towards a project: each rung is a button."""

    rung = forms.ChoiceField(choices=Rung)
    is_named = forms.BooleanField(required=False)
    hears = forms.BooleanField(required=False)
    organisation = OwnOrganisationField()

    def __init__(self, *args, peer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(peer)


class ConfirmForm(forms.Form):
    """Of what people say, that which the project says, too: rows, and what they said in whose name,
    as the page showed them."""

    interests = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick somebody first."),
            "invalid_choice": _("Somebody says something else by now. Please look again."),
        }
    )

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self._rows = {row.as_said: row for row in waiting}
        self.fields["interests"].choices = [(value, value) for value in self._rows]

    def chosen(self) -> list:
        """Pairs of a row and the rung that its page showed; call only when valid."""
        rows = [self._rows[value] for value in self.cleaned_data["interests"]]
        return [(row, row.said) for row in rows]


class RungForm(forms.Form):
    """The rung that a button showed."""

    rung = forms.ChoiceField(choices=Rung)


class PassOnForm(forms.Form):
    """Tell somebody I am connected with."""

    to = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        help_text=_("Somebody you are connected with. They read that it comes from you."),
    )
    words = LongTextField(
        label=_("Why it is something for them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, peer, **kwargs):
        super().__init__(*args, **kwargs)
        known = Peer.objects.visible_to(peer).filter(Peer.objects.is_connected_with(peer))
        self.fields["to"].queryset = known.not_blocked_by(peer).order_by("name")
