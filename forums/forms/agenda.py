"""Shape and wording of what people bring to a session."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import AgendaKind
from forums.models import AgendaItem
from leeds_leaders.text import LineField, LongTextField


class ProposalForm(forms.Form):
    """What would I like to bring?"""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=AgendaKind,
        initial=AgendaKind.ITEM,
        widget=forms.RadioSelect,
    )
    title = LineField(label=_("In a few words"), max_length=140)
    words = LongTextField(
        label=_("More about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is it about, and what would be good to leave with?"),
    )
    is_community_raised = forms.BooleanField(
        label=_("It comes from the community"),
        required=False,
        help_text=_("From people who live with it, and not from an organisation as its work."),
    )


class NewProposalForm(ProposalForm):
    """The same, with a `key` that is new with each page: sent twice it is proposed once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()


class SetAsideForm(forms.Form):
    """Why not this time."""

    reason = LineField(
        label=_("Why not this time?"),
        max_length=300,
        help_text=_("Whoever proposed it reads this."),
    )


class MoveForm(forms.Form):
    """Where the page showed an item to be."""

    place = forms.IntegerField(min_value=0, max_value=32_767)


def initial_of(item: AgendaItem) -> dict:
    """An item as its form shows it."""
    names = ("kind", "title", "words", "is_community_raised")
    return {name: getattr(item, name) for name in names}
