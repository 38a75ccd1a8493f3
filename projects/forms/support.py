"""Shape and wording of what a project asks for and offers, and of answering it."""

from dataclasses import fields
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.finding.vocabulary import Choice, Vocabulary
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Help
from leeds_leaders.text import LineField, LongTextField
from peers.choices import Kind
from peers.models import Item
from projects.actions.support import SupportDetails, mark_of
from projects.choices import Seek
from projects.forms.claims import OwnOrganisationField
from projects.forms.marks import MarkedForm
from projects.models import Reply, Support

SAID = {field.name for field in fields(SupportDetails)}


class SupportForm(MarkedForm):
    """What does the project look for, or have to give?"""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Seek, widget=forms.RadioSelect, initial=Seek.ASK
    )
    title = LineField(
        label=_("In a few words"),
        max_length=120,
        help_text=_("So that somebody knows at once whether it is theirs: a van on a Saturday."),
    )
    words = LongTextField(
        label=_("More about it"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What it is for, and what would already help."),
    )
    amount = LineField(
        label=_("How much?"),
        required=False,
        max_length=120,
        help_text=_("Two hours a week, forty chairs, £300."),
    )
    until = DayField(
        label=_("By when?"),
        required=False,
        help_text=_("The last day. Without one it stands until you close it."),
    )
    tags = TagsField(
        label=_("What kind of help is it?"),
        queryset=Help.objects.all(),
        to_field_name="slug",
        most=5,
        help_text=_("By these it is found, and brought together with what people offer."),
    )

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate() and "until" in self.changed_data:
            raise ValidationError(_("Choose today or a day to come, or leave it out."))
        return day

    def details(self) -> SupportDetails:
        """What was said, for the actions; call only when valid."""
        said = self.cleaned_data.items()
        return SupportDetails(**{name: value for name, value in said if name in SAID})


def initial_of(support: Support) -> dict:
    """Its own values for its form."""
    return {
        "key": support.key,
        "was": mark_of(support),
        "kind": support.kind,
        "title": support.title,
        "words": support.words,
        "amount": support.amount,
        "until": support.until,
        "tags": [tag.slug for tag in support.tags.all()],
    }


class EndForm(forms.Form):
    """What came of it?"""

    outcome = LineField(
        label=_("What came of it?"),
        required=False,
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A sentence for whoever answered. Please name nobody who would rather not be named."
        ),
    )


class ReplyForm(forms.Form):
    """What could I do?"""

    words = LongTextField(
        label=_("What could you do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only those who answer for the project read this."),
    )
    item = forms.ModelChoiceField(
        label=_("Is it one of your offers?"),
        queryset=Item.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("no"),
    )
    organisation = OwnOrganisationField(label=_("In whose name?"))
    is_named = forms.BooleanField(
        label=_("Once the project has said yes, others may read my name beside it"), required=False
    )

    def __init__(self, *args, peer, support: Support, **kwargs):
        super().__init__(*args, **kwargs)
        kind = Kind.ASK if support.kind == Seek.OFFER else Kind.OFFER
        mine = Item.objects.visible_to(peer).filter(peer=peer, kind=kind).open()
        self.fields["item"].queryset = mine
        self.fields["organisation"].offer(peer)
        if kind == Kind.ASK:
            self.fields["words"].label = _("What could you use it for?")
            self.fields["item"].label = _("Is it one of your asks?")
        if not mine:
            del self.fields["item"]
        if not self.fields["organisation"].queryset:
            del self.fields["organisation"]


def initial_of_reply(reply: Reply | None) -> dict:
    """Somebody's own answer for its form."""
    if reply is None:
        return {}
    return {
        "words": reply.words,
        "item": reply.item and reply.item.slug,
        "organisation": reply.organisation and reply.organisation.slug,
        "is_named": reply.is_named,
    }


class DecisionForm(forms.Form):
    """A few words with a yes, a thank-you, or a not this time."""

    answer = LineField(label=_("A few words"), required=False, max_length=500)


class AsksForm(forms.Form):
    """The address bar of the list of all asks."""

    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("Asks and offers")), *Seek.choices]
    )
    help = forms.ChoiceField(label=_("Kind of help"), required=False)
    ward = forms.ChoiceField(label=_("Ward"), required=False)
    cause = forms.ChoiceField(label=_("Cause"), required=False)

    def __init__(self, *args, words: Vocabulary, **kwargs):
        super().__init__(*args, **kwargs)
        for name, every in (
            ("help", _("Any kind of help")),
            ("ward", _("The whole city")),
            ("cause", _("Any cause")),
        ):
            choices: list[Choice] = getattr(words, name)
            self.fields[name].choices = [("", every), *((c.value, c.label) for c in choices)]
