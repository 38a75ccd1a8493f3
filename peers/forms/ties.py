"""Shape and wording of what peers ask and tell each other."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.text import LineField, LongTextField
from peers import rules
from peers.choices import Answer, PairKind, Rhythm
from peers.models import Peer

NOTE_LENGTH = 1_000
MOST = 50  # things at a time


class ConnectForm(forms.Form):
    """Ask somebody to connect."""

    note = LongTextField(
        label=_("A note to them"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Where did we meet, or what would I like to talk about?"),
    )


class PeerField(forms.ModelChoiceField):
    """One of somebody's connections, by their address here."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Peer.objects.none(), to_field_name="slug", **kwargs)


class IntroduceForm(forms.Form):
    """Propose two people to each other."""

    other = PeerField(
        label=_("Whom should they meet?"),
        empty_label=_("Choose one of my connections"),
        error_messages={"invalid_choice": _("Choose one of your connections.")},
    )
    words = LongTextField(
        label=_("Why should they meet?"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Both read this before they have agreed. Leave out what only one of them should know."
        ),
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others


class AnswerForm(forms.Form):
    """Would I like to meet?"""

    answer = forms.ChoiceField(choices=Answer)


def in_a_quarter() -> date:
    """A day in about three months."""
    return timezone.localdate() + timedelta(days=91)


class ReviewField(DayField):
    """A day still to come, when two people look again at what they agreed."""

    def __init__(self):
        super().__init__(label=_("When do we look at it again?"), initial=in_a_quarter)

    def validate(self, value):
        super().validate(value)
        today = timezone.localdate()
        if value and not today < value <= today + timedelta(days=365):
            raise ValidationError(_("Choose a day after today and within a year."), "range")


class PairForm(forms.Form):
    """Propose to meet at a rhythm."""

    kind = forms.ChoiceField(
        label=_("What for?"),
        choices=PairKind,
        initial=PairKind.PEERS,
        widget=forms.RadioSelect,
    )
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Rhythm, initial=Rhythm.MONTHLY)
    review_on = ReviewField()
    words = LongTextField(
        label=_("What would I like from it?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewForm(forms.Form):
    """Move the day of a pair."""

    review_on = ReviewField()


class ThanksForm(forms.Form):
    """Thank somebody for what I saw in them."""

    quality = LineField(
        label=_("What did I see in you?"),
        max_length=80,
        help_text=_("Patience, straight talk, a way of bringing people in."),
    )
    words = LongTextField(
        label=_("When was it, and what did it do?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LoadForm(forms.Form):
    """How much can I take on at a time?"""

    takes_on = forms.IntegerField(
        label=_("I can take on so many asks and pairs at present"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Leave it empty if you would rather set no limit."),
    )


class PauseForm(forms.Form):
    """Until when am I away, and who is there instead?"""

    until = DayField(label=_("I am back on"))
    stand_in = PeerField(
        label=_("Who stands in for me?"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_(
            "One of my connections. They are told, and can say that they would rather not."
        ),
        error_messages={"invalid_choice": _("Choose one of your connections.")},
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].queryset = others

    def clean_until(self):
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today < day <= today + rules.LONGEST_PAUSE:
            raise ValidationError(_("Choose a day after today and within a year."), "range")
        return day
