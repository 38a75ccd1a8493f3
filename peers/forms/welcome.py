"""Shape and wording of the three steps after joining: little is asked, and nothing must be said."""

from collections.abc import Iterator

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause, Help, Sector
from leeds_leaders.text import LineField
from peers.actions import ItemDetails
from peers.choices import Kind
from peers.models import Item, Peer

NOTHING = _("Nothing just now")


class StepForm(forms.Form):
    """One step. `facts` are for the profile, `items` are offers and asks; ask when valid."""

    title: Promise

    def __init__(self, data, *, peer: Peer):
        super().__init__(data, initial=self.said_by(peer))

    def said_by(self, peer: Peer) -> dict:
        """What somebody said before."""
        return {}

    def facts(self) -> dict:
        return self.cleaned_data

    def items(self) -> Iterator:
        return iter(())


class PlaceForm(StepForm):
    """Where am I now?"""

    title = _("Where are you now?")

    wards = TagsField(
        label=_("In which parts of the city are you active?"),
        queryset=Ward.objects.only("code", "name"),
        most=33,
        template_name="components/folded_field.html",
    )
    sector = forms.ModelChoiceField(
        label=_("Where does your work lie, paid or not?"),
        queryset=Sector.objects.all(),
        required=False,
        empty_label=_("I would rather not say"),
    )
    comes_as_self = forms.BooleanField(
        label=_("I come as myself"),
        required=False,
        help_text=_("Not for an organisation. That counts as much."),
    )
    one_line = LineField(
        label=_("What brings you here, in one line?"), max_length=160, required=False
    )

    def said_by(self, peer):
        names = ("sector", "comes_as_self", "one_line")
        wards = [ward.pk for ward in peer.profile.wards.only("pk")]
        return {name: getattr(peer.profile, name) for name in names} | {"wards": wards}


class CausesForm(StepForm):
    """What do I care about?"""

    title = _("What do you care about?")

    causes = TagsField(
        label=_("What would you get up early for?"),
        queryset=Cause.objects.all(),
        most=12,
        help_text=_("People and projects are found by it."),
    )

    def said_by(self, peer):
        return {"causes": [cause.pk for cause in peer.profile.causes.only("pk")]}


class HelpForm(StepForm):
    """What could I offer, what do I need? A kind of help alone is enough. Of whichever I have an
    open one already I am not asked again.
    """

    title = _("What could you offer or need?")

    offer_kind = forms.ModelChoiceField(
        label=_("What could you offer?"),
        queryset=Help.objects.all(),
        required=False,
        empty_label=NOTHING,
    )
    offer = LineField(
        label=_("Your offer in a few words"),
        max_length=120,
        required=False,
        help_text=_("“A room for twenty on Tuesdays”, “an hour of bookkeeping a month”"),
    )
    ask_kind = forms.ModelChoiceField(
        label=_("What could you use?"),
        queryset=Help.objects.all(),
        required=False,
        empty_label=NOTHING,
    )
    ask = LineField(
        label=_("What you need in a few words"),
        max_length=120,
        required=False,
        help_text=_("“Somebody with a van now and then”, “a reader for a first bid”"),
    )

    def __init__(self, data, *, peer: Peer):
        super().__init__(data, peer=peer)
        mine = Item.objects.visible_to(peer).filter(peer=peer).open()
        self.open_items = list(mine.only("kind", "title", "slug"))
        for kind in {item.kind for item in self.open_items}:
            del self.fields[kind], self.fields[f"{kind}_kind"]

    def clean(self):
        data: dict = super().clean() or {}
        for kind in Kind:
            if data.get(kind) and not data.get(f"{kind}_kind"):
                self.add_error(
                    f"{kind}_kind", _("Choose what kind of help it is: it is found by that.")
                )
        return data

    def facts(self):
        return {}

    def items(self):
        """Without words of its own an item is called by its kind."""
        for kind in Kind:
            if tag := self.cleaned_data.get(f"{kind}_kind"):
                yield kind, ItemDetails(title=self.cleaned_data[kind] or tag.name, tags=[tag])


# In their order, under the last part of their addresses.
STEPS: dict[str, type[StepForm]] = {"place": PlaceForm, "causes": CausesForm, "help": HelpForm}
