"""Shape and wording of who does what in a project, and of handing it over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.naming import OneNamedField
from leeds_leaders.text import LineField
from peers.models import Peer
from projects.actions.team import Place

PAID = {"": None, "paid": True, "volunteer": False}


class PlaceForm(forms.Form):
    """What somebody does in a team. `may_lead`: whoever fills it in may say who answers for it."""

    role = LineField(
        label=_("What do they do?"),
        max_length=120,
        required=False,
        help_text=_("In a few words: treasurer, drives the van, knows everybody on the street."),
    )
    paid = forms.ChoiceField(
        label=_("Is it paid work?"),
        required=False,
        choices=[("", _("Not said")), ("volunteer", _("Volunteer")), ("paid", _("Paid"))],
        widget=forms.RadioSelect,
    )
    is_lead = forms.BooleanField(
        label=_("They answer for the project, too"),
        required=False,
        help_text=_(
            "They can change it, confirm who stands behind it, and are asked what is asked of it."
        ),
    )

    def __init__(self, *args, may_lead: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_lead:
            del self.fields["is_lead"]

    def place(self) -> Place:
        """What was said; call only when valid."""
        said = self.cleaned_data
        return Place(said["role"], PAID[said["paid"]], bool(said.get("is_lead")))


class AskForm(PlaceForm):
    """Whom would we like in the team?"""

    peer = OneNamedField(
        label=_("Who?"),
        required=True,
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_(
            "The name of a peer, or the address of their page. They are asked, and are named once"
            " they say yes. Your own name is fine, too."
        ),
    )
    field_order = ("peer", "role", "paid", "is_lead")

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, may_lead=True, **kwargs)
        self.fields["peer"].queryset = Peer.objects.visible_to(viewer).not_blocked_by(viewer)


class HandOverForm(forms.Form):
    """Who goes on with it?"""

    peer = OneNamedField(
        label=_("Who goes on with it?"),
        required=True,
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_("The name of a peer, or the address of their page. It passes if they say yes."),
    )
    words = LineField(
        label=_("A word to them"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stays = forms.BooleanField(
        label=_("I stay in the team"),
        required=False,
        initial=True,
        help_text=_("If you lead it first and leave, its contact and exact place go with you."),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        others = Peer.objects.visible_to(viewer).not_blocked_by(viewer).exclude(pk=viewer.pk)
        self.fields["peer"].queryset = others


class LeaveForm(forms.Form):
    """Leave the team. `is_last`: nobody else who is here answers for the project; unless one
    `is_first` it stays its first lead's, who is suspended."""

    lets_go = forms.BooleanField(
        label=_("Yes: let it be nobody's until somebody claims it"),
        required=False,
        help_text=_(
            "It stays on the map without a contact and without its exact place, and moderators are"
            " told. You cannot change it any more."
        ),
    )

    def __init__(self, *args, is_last: bool, is_first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["lets_go"]
        elif not is_first:
            field = self.fields["lets_go"]
            field.label = _("Yes: let moderators see to it")
            field.help_text = _(
                "Whoever else answers for it is suspended. It stays as it is until moderators pass"
                " it on, and they are told now. You cannot change it any more."
            )


def initial_of(member) -> dict:
    """Somebody's place in a team, as its form has it."""
    paid = next(word for word, value in PAID.items() if value is member.is_paid)
    return {"role": member.role, "paid": paid, "is_lead": member.is_lead}
