"""Shape and wording of what is said of a place where people gather."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.text import LineField
from peers.forms.organisations import LinkField
from projects.actions.hubs import HubDetails, mark_of_hub
from projects.choices import Gathering
from projects.forms.marks import MarkedForm


class WardForm(forms.Form):
    """Which ward somebody comes from, in the address bar."""

    ward = forms.ModelChoiceField(
        queryset=Ward.objects.only("code", "slug", "name"), to_field_name="slug", required=False
    )


class HubForm(MarkedForm):
    """Where do people gather here, and how does somebody get in?"""

    name = LineField(label=_("What is it called?"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind of place is it?"), choices=Gathering.choices)
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        empty_label=_("Please choose"),
    )
    address = LineField(
        label=_("Where is it?"),
        max_length=200,
        required=False,
        help_text=_("The street and the number, as you would tell somebody who comes by bus."),
    )
    opening = LineField(
        label=_("When is it open?"),
        max_length=200,
        required=False,
        help_text=_("“Monday to Friday, 9 to 4” is as good as “Ask at the garden gate”."),
    )
    access = LineField(
        label=_("How does somebody get in?"),
        max_length=200,
        required=False,
        help_text=_("Steps, doors, a lift, a toilet, a quiet corner."),
    )
    link = LinkField(label=_("Web page"), required=False)

    def details(self) -> HubDetails:
        """What was said, for the actions; call only when valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "was"}
        return HubDetails(**said)


def initial_of_hub(hub) -> dict:
    """A place's own values for its form."""
    names = ("name", "kind", "address", "opening", "access", "link")
    said = {name: getattr(hub, name) for name in names}
    return said | {"ward": hub.ward.slug, "was": mark_of_hub(hub)}
