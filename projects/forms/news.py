"""Shape and wording of what a project tells, and of what it hopes to reach."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.text import LineField, LongTextField
from projects.actions.milestones import Step
from projects.actions.news import Post
from projects.models import Milestone, News

NEWS_FIELDS = ("title", "words", "happened_on")


def not_to_come(day):
    """A day on which something can have happened. Raises `ValidationError`."""
    if day and day > timezone.localdate():
        raise ValidationError(_("That day is still to come."))
    return day


class NewsForm(forms.Form):
    """What happened? `key` makes a double click one post; `revision` is what was on the screen when
    somebody began to write."""

    title = LineField(label=_("What happened, in a few words?"), max_length=120)
    words = LongTextField(
        label=_("More about it"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As long or short as you like. A line between paragraphs, * for lists."),
    )
    happened_on = DayField(label=_("When?"), initial=timezone.localdate)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )

    def clean_happened_on(self):
        return not_to_come(self.cleaned_data["happened_on"])

    def post(self, photos=()) -> Post:
        """What was said, for the actions; call only when valid."""
        said = {name: self.cleaned_data[name] for name in NEWS_FIELDS}
        return Post(**said, photos=photos)


class MilestoneForm(forms.Form):
    """What do you hope to reach, and by when?"""

    title = LineField(label=_("What is the step, in a few words?"), max_length=120)
    due_on = DayField(label=_("By when do you hope to be there?"), required=False)
    reached_on = DayField(
        label=_("When did you get there?"),
        required=False,
        help_text=_("Leave it out as long as it is still to come."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_reached_on(self):
        return not_to_come(self.cleaned_data["reached_on"])

    def step(self) -> Step:
        """What was said, for the actions; call only when valid."""
        return Step(**{name: self.cleaned_data[name] for name in ("title", "due_on", "reached_on")})


def initial_of_news(news: News) -> dict:
    """A post's own values for its form."""
    return {name: getattr(news, name) for name in (*NEWS_FIELDS, "revision")}


def initial_of_milestone(milestone: Milestone) -> dict:
    """A milestone's own values for its form."""
    return {name: getattr(milestone, name) for name in ("title", "due_on", "reached_on")}
