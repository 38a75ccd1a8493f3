"""Shape and wording of what moderators say to whose thing it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import HouseRule, Outcome
from leeds_leaders.text import LineField, shorten

MOST = 500  # characters of a reason
KEPT_FOR_WORDS = 250  # of these, for one's own

# What can be said without typing, by rule. The number comes first: it finds the sentence by a key.
PREPARED: dict[str, list] = {
    HouseRule.DANGER: [
        _("It could put somebody in danger. If anybody is at risk now, please call 999."),
        _("It says where somebody can be found who may not want to be."),
    ],
    HouseRule.PRIVACY: [
        _("It tells something of another person that is theirs to tell. Please ask them first."),
        _("It holds a phone number or an address that everybody would see."),
    ],
    HouseRule.ABUSE: [
        _("It speaks about people in a way that hurts. Please say it without that."),
        _("It goes on about one person. Please talk about the matter, or leave it be."),
    ],
    HouseRule.PRETENCE: [
        _("It reads as if it came from somebody else. Please say it in your own name."),
        _("It speaks for an organisation that has not said so to us."),
    ],
    HouseRule.UNLAWFUL: [
        _("As far as we can tell the law does not allow this to be shown."),
        _("It holds words or a picture that belong to somebody else."),
    ],
    HouseRule.ADVERT: [
        _("It is an advertisement. Offers that are part of what people do here are welcome."),
        _("The same text stands here several times. One of them is enough."),
    ],
    HouseRule.CAMPAIGN: [
        _("It campaigns for a party or a candidate. Everybody meets here, so we keep that out."),
    ],
    HouseRule.UNTRUE: [
        _("It is not true as far as we can find out. Please say where it comes from."),
        _("It is long out of date. Please bring it up to date."),
    ],
    HouseRule.ELSEWHERE: [
        _("It is not about what people here do together."),
        _("It is too short for others to know what it is. Please tell a little more."),
    ],
}


def _sentences() -> list:
    """What the form offers: by rule, each with the keys that find it."""
    offered: list = [("", _("No prepared sentence"))]
    for number, (rule, sentences) in enumerate(PREPARED.items(), 1):
        lines = [
            (f"{rule}-{at}", f"{number}{chr(ord('a') + at) if at else ''} {sentence}")
            for at, sentence in enumerate(sentences)
        ]
        offered.append((HouseRule(rule).label, lines))
    return offered


class ReasonForm(forms.Form):
    """Why, by the rule of the house, in a prepared sentence, in one's own words, or both."""

    sentence = forms.ChoiceField(label=_("Why"), required=False)
    rule = forms.ChoiceField(
        label=_("The rule it comes up against"),
        required=False,
        choices=[("", _("That of the sentence, or none")), *HouseRule.choices],
    )
    words = LineField(
        label=_("In your own words"),
        required=False,
        max_length=KEPT_FOR_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sentence"].choices = _sentences()

    def clean(self):
        """`reason` is what whose thing it is will read, `rule` what it is about."""
        cleaned = super().clean() or {}
        rule, _dash, at = cleaned.get("sentence", "").partition("-")
        sentence = str(PREPARED[rule][int(at)]) if rule else ""
        cleaned["reason"] = shorten(f"{sentence} {cleaned.get('words', '')}".strip(), MOST)
        cleaned["rule"] = cleaned.get("rule") or rule
        return cleaned


class NeededReasonForm(ReasonForm):
    """The same where nothing can be done without a reason."""

    def clean(self):
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["reason"]:
            self.add_error("words", _("Say why, in words that whoever wrote it can use."))
        return cleaned


class AnswerForm(ReasonForm):
    """What a moderator decides on one case. `read` says which text they have read."""

    outcome = forms.ChoiceField(
        choices=[
            (outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.RESTORED
        ]
    )
    read = forms.CharField(required=False, max_length=40)

    @property
    def cleaned_data_for_verb(self) -> dict[str, str]:
        """What `actions.queue.answer` asks for."""
        return {name: self.cleaned_data[name] for name in ("outcome", "reason", "rule", "read")}
