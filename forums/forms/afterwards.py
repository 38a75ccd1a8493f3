"""Shape and wording of the pulse, of lessons and of outcomes."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.actions.outcomes import Told
from forums.choices import About, Gain, Helped
from forums.models import Lesson
from forums.models.afterwards import STEPS
from leeds_leaders.days import EARLIEST, DayField
from leeds_leaders.naming import slug_in
from leeds_leaders.text import LineField, LongTextField
from projects.models import Project

ASKED_AFTER = timedelta(days=28)
ASKED_WITHIN = timedelta(days=366)
PLAIN_LINKS = {"http", "https"}


class PulseForm(forms.Form):
    """One tap: about what, and how far."""

    about = forms.ChoiceField(choices=About)
    answer = forms.IntegerField(min_value=1, max_value=STEPS)


class LessonForm(forms.Form):
    """What do I take back?"""

    words = LongTextField(
        label=_("What I take back into my work or my street"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing that you will do differently is enough."),
    )
    is_shared = forms.BooleanField(label=_("Others may read it, without my name"), required=False)
    ask_on = DayField(
        label=_("Ask me on this day whether it helped"),
        help_text=_("One mail, with one question."),
    )

    def clean_ask_on(self):
        day, today = self.cleaned_data["ask_on"], timezone.localdate()
        if not today < day <= today + ASKED_WITHIN:
            raise ValidationError(_("Choose a day from tomorrow on, within a year."))
        return day


class HelpedForm(forms.Form):
    """Did it help?"""

    helped = forms.ChoiceField(label=_("Did it help?"), choices=Helped, widget=forms.RadioSelect)
    story = LongTextField(
        label=_("How, or why not?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only you read this."),
    )


class OutcomeForm(forms.Form):
    """What came of it?"""

    kind = forms.ChoiceField(
        label=_("For whom?"), choices=Gain, initial=Gain.PEOPLE, widget=forms.RadioSelect
    )
    words = LongTextField(
        label=_("What came of it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is different now, for how many, and since when?"),
    )
    limited_by = LineField(
        label=_("What limited it?"),
        max_length=300,
        required=False,
        help_text=_("Money, time, a rule: others can learn from it."),
    )
    evidence = forms.URLField(
        label=_("Where can one see it?"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("A link to a report, a picture or the place itself."),
    )
    happened_on = DayField(label=_("When?"), required=False)

    def clean_evidence(self) -> str:
        link = self.cleaned_data["evidence"]
        if link and urlsplit(link).scheme not in PLAIN_LINKS:
            raise ValidationError(_("Give a link that begins with https://."))
        return link

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and not EARLIEST <= day <= timezone.localdate():
            raise ValidationError(_("Say what has come, not what is to come."))
        return day


class NewOutcomeForm(OutcomeForm):
    """The same, with a `key` that is new with each page: sent twice it is said once. The project is
    asked for where the page does not know it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    project = LineField(
        label=_("Of which project?"),
        max_length=300,
        help_text=_("Its name as it stands on its page, or the address of that page."),
    )
    field_order = ["project"]

    def __init__(self, *args, viewer, project: Project | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = Project.objects.visible_to(viewer)
        if project:
            self.fields["project"].widget = forms.HiddenInput()
            self.fields["project"].initial = project.get_absolute_url()

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()

    def clean_project(self) -> Project:
        """By its address, or by a name that only one has."""
        said = self.cleaned_data["project"]
        slug = slug_in(said)
        found = list(self.projects.filter(slug=slug)) if slug else []
        found = found or list(self.projects.filter(title__iexact=said)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("Several have this name. Give the address of the page that you mean.")
                if found
                else _("There is no project of this name. Write it as it stands on its page.")
            )
        return found[0]

    def told(self) -> dict:
        """What is said, and of which project, as the verb takes it."""
        told = dict(self.cleaned_data)
        return {name: told.pop(name) for name in ("project", "key")} | {"told": Told(**told)}


class DeclineForm(forms.Form):
    """How the project sees it."""

    reason = LineField(
        label=_("How do you see it?"),
        max_length=300,
        help_text=_("Whoever said so reads this, and nobody else."),
    )


def initial_of_lesson(lesson: Lesson | None) -> dict:
    """A lesson as its form shows it; for a new one the day on which it is asked about."""
    if lesson is None:
        return {"ask_on": timezone.localdate() + ASKED_AFTER, "is_shared": False}
    return {"words": lesson.words, "is_shared": lesson.is_shared, "ask_on": lesson.ask_on}
