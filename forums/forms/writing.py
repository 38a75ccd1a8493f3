"""Shape and wording of what people write at length, and answer."""

from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forums import rules
from forums.actions.gleaning import questions_in
from forums.choices import PerspectiveKind, ReadBy
from forums.models import Perspective, Response, Session
from forums.querysets.record import CAME
from leeds_leaders.days import LATEST
from leeds_leaders.text import LineField, LongTextField, PastedTextField

EARLIEST = date(1700, 1, 1)
OFFERED = 60  # sessions to choose from, newest first
MARKDOWN = _(
    "A line of its own between paragraphs. “> ” before what you quote, “# ” before a heading,"
    " *stars* around what matters; links as [words](https://…)."
)
UNNAMED = _(
    "Nobody reads who wrote it, nor do moderators. They can still act: they can take it off the"
    " pages, and you are told why."
)


class SessionChoice(forms.ModelChoiceField):
    """A session by its title and day."""

    def label_from_instance(self, session) -> str:
        return f"{session.title} · {session.starts_at:%-d.%-m.%Y}"


class PerspectiveForm(forms.Form):
    """What did I take from it?"""

    title = LineField(label=_("Title"), max_length=140)
    words = PastedTextField(
        label=_("What I want to say"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=MARKDOWN,
    )
    session = SessionChoice(
        label=_("About which session?"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("About none in particular"),
    )
    read_by = forms.ChoiceField(
        label=_("Who may read it, once it is published?"),
        choices=ReadBy,
        initial=ReadBy.MEMBERS,
        widget=forms.RadioSelect,
    )
    is_unnamed = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=UNNAMED,
    )
    author_line = LineField(
        label=_("A line about me"),
        max_length=200,
        required=False,
        help_text=_("For example where you stand in what you write about."),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=PerspectiveKind,
        initial=PerspectiveKind.REFLECTION,
        widget=forms.RadioSelect,
    )
    byline = LineField(
        label=_("Who wrote it, if not I"),
        max_length=120,
        required=False,
        help_text=_("Put in what others wrote only if they are content with it."),
    )
    role = LineField(label=_("In which role"), max_length=120, required=False)
    organisation = LineField(label=_("For which organisation"), max_length=120, required=False)
    dated_on = forms.DateField(
        label=_("When it was written"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )

    def __init__(self, data=None, *, peer, about: Session | None = None, **more):
        super().__init__(data, **more)
        self.fields["session"].queryset = sessions_for(peer, about)

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("read_by") == ReadBy.CAME and not cleaned.get("session"):
            raise ValidationError(
                {"session": _t("Say to which session they came, for whom you write.")}
            )
        return cleaned


class NewPerspectiveForm(PerspectiveForm):
    """The same, with a `key` that is new with each page: sent twice it is written once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()


class ChangedPerspectiveForm(PerspectiveForm):
    """The same, from the revision on that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ResponseForm(forms.Form):
    """What would I answer? First perhaps: what did I hear?"""

    heard = LongTextField(
        label=_("What I heard you say"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your own words, before you answer. Whoever you answer is asked whether"
                    " they meant it so."),
    )  # fmt: skip
    words = LongTextField(
        label=_("My answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    is_unnamed = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=UNNAMED,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, data=None, *, says_back: bool = False, **more):
        super().__init__(data, **more)
        if not says_back:
            del self.fields["heard"]

    @classmethod
    def on(cls, target, peer, data=None) -> "ResponseForm":
        """For an answer to a perspective, an item, a session, or a response (`parent`)."""
        about = str(target._meta.model_name)
        answer = Response(**{"parent" if about == "response" else about: target})
        return cls(data, says_back=rules.can_say_back(peer, answer))

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()


class MeantForm(forms.Form):
    """What I meant."""

    meant = LongTextField(
        label=_("What I meant"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class QuestionsForm(forms.Form):
    """Which of the questions in a text are for the register?"""

    questions = forms.MultipleChoiceField(
        label=_("Questions in your text"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one, or go back.")},
    )

    def __init__(self, data=None, *, perspective: Perspective, **more):
        super().__init__(data, **more)
        asked = {question.words.casefold() for question in perspective.questions.all()}
        found = [
            words for words in questions_in(perspective.words) if words.casefold() not in asked
        ]
        self.fields["questions"].choices = [(words, words) for words in found]

    @property
    def finds_any(self) -> bool:
        return bool(self.fields["questions"].choices)


class KindForm(forms.Form):
    """Reflections, articles, or both: the address bar of the list."""

    kind = forms.ChoiceField(required=False, choices=[("", ""), *PerspectiveKind.choices])

    @classmethod
    def kind_of(cls, asked) -> str:
        """The kind that an address asks for; raises `BadRequest` for one that there is not."""
        form = cls(asked)
        if not form.is_valid():
            raise BadRequest(_t("There is nothing of that kind."))
        return form.cleaned_data["kind"]


def sessions_for(peer, about: Session | None = None):
    """Sessions that somebody may write about: those that they came to, and the one they come
    from."""
    theirs = Q(bookings__peer=peer, bookings__state__in=CAME) | Q(hosts=peer)
    newest = Session.objects.visible_to(peer).filter(theirs).order_by("-starts_at").distinct()
    wanted = Q(pk__in=list(newest.values_list("pk", flat=True)[:OFFERED]))
    if about:
        wanted |= Q(pk=about.pk)
    return Session.objects.visible_to(peer).filter(wanted).order_by("-starts_at")


def initial_of(perspective: Perspective) -> dict:
    """A perspective as its form shows it."""
    names = (
        "title", "words", "session", "read_by", "is_unnamed", "author_line", "kind", "byline",
        "role", "organisation", "dated_on", "revision",
    )  # fmt: skip
    return {name: getattr(perspective, name) for name in names}
