"""Shape and wording of what we ask about an offer or an ask."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Help
from leeds_leaders.text import LineField, LongTextField
from peers.actions.items import ItemDetails
from peers.choices import Audience, Cost, ItemState, Kind

TITLES = {
    Kind.OFFER: _("What can I offer, in a few words?"),
    Kind.ASK: _("What could I use, in a few words?"),
}
WORDS = {
    Kind.OFFER: _("Who is it for, when, and what would be good to know before?"),
    Kind.ASK: _("What is it for, and what would already help?"),
}


class ItemForm(forms.Form):
    """What can I give, or could I use?"""

    title = LineField(max_length=120)
    words = LongTextField(
        label=_("More about it"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    tags = TagsField(
        label=_("What kind of help is it?"),
        queryset=Help.objects.all(),
        to_field_name="slug",
        most=5,
        help_text=_("By these it is found, and brought together with what others look for."),
    )
    cost = forms.ChoiceField(
        label=_("Does it cost anything?"), choices=Cost, widget=forms.RadioSelect, initial=Cost.FREE
    )
    until = DayField(
        label=_("Until when does it hold?"),
        required=False,
        help_text=_("The last day. Without one it stands until you close it."),
    )
    audience = forms.ChoiceField(
        label=_("Who may see it?"),
        choices=Audience,
        widget=forms.RadioSelect,
        initial=Audience.PUBLIC,
    )

    def __init__(self, *args, kind: Kind, profile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].label, self.fields["words"].help_text = TITLES[kind], WORDS[kind]
        if kind == Kind.ASK:
            del self.fields["cost"]
        if profile.audience != Audience.PUBLIC:
            self.fields["audience"].help_text = _(
                "But nobody who may not see your profile, which is for: %(circle)s."
            ) % {"circle": profile.get_audience_display()}

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate() and "until" in self.changed_data:
            raise ValidationError(_("Choose today or a day to come, or leave it out."))
        return day

    def details(self) -> ItemDetails:
        """What was said, for the actions; call only when valid."""
        return ItemDetails(**self.cleaned_data)


def initial_of(item) -> dict:
    """An item's own values for its form."""
    return {
        "title": item.title,
        "words": item.words,
        "tags": [tag.slug for tag in item.tags.all()],
        "cost": item.cost,
        "until": item.until,
        "audience": item.audience,
    }


class CloseForm(forms.Form):
    """Is it met, or do I close it without? And what came of it?"""

    state = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[
            (ItemState.MET, _("It is met: somebody and I have found each other")),
            (ItemState.CLOSED, _("I close it: it holds no longer")),
        ],
        widget=forms.RadioSelect,
        initial=ItemState.MET,
    )
    outcome = LineField(
        label=_("What came of it?"),
        required=False,
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A sentence for whoever followed it. Please name nobody who would rather not be named."
        ),
    )
