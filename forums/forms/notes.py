"""Shape and wording of an item of notes."""

from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forums.actions.notes import Item
from forums.choices import Pace, Section
from forums.forms.agreed import ActionFields
from forums.models import Note, Session
from forums.models.record import LONGEST_NOTE
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause, Sector
from leeds_leaders.text import LongTextField

WORDS = {
    Section.CONTEXT: _("What is the case?"),
    Section.QUESTIONS: _("What do we ask ourselves?"),
    Section.WORKS: _("What works, and where?"),
    Section.ACTIONS: _("What are we going to do?"),
}


class NoteForm(forms.Form):
    """What was said. Of what is to be done also who does it and by when (`agreed`)."""

    section = forms.ChoiceField(label=_("In which section"), choices=Section)
    words = LongTextField(
        label=_("What was said"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_prose = forms.BooleanField(
        label=_("A passage without a number: an introduction, a sub-heading"), required=False
    )
    pace = forms.ChoiceField(
        label=_("Now, or change?"),
        choices=[
            ("", _("not said")),
            (Pace.NOW, _("now: it can be done as things are")),
            (Pace.CHANGE, _("change: something has to change first")),
        ],
        required=False,
    )
    sector = forms.ModelChoiceField(
        label=_("Seen from which sector"),
        queryset=Sector.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("none in particular"),
        help_text=_("What each sector says of the context stands side by side."),
    )
    causes = TagsField(
        label=_("What is it about?"), queryset=Cause.objects.all(), to_field_name="slug", most=6
    )

    def __init__(
        self,
        data=None,
        *,
        viewer,
        session: Session,
        section: str,
        note: Note | None = None,
        agreed: QueryDict | None = None,
        **kwargs,
    ):
        """`agreed` is what somebody said of who does it before: in a form that begins anew."""
        super().__init__(data, auto_id=f"{note.pk if note else section}-%s", **kwargs)
        self.fields["words"].label = WORDS[Section(section)]
        self.agreed = None
        # Whoever sends words alone has agreed on nothing yet.
        if section == Section.ACTIONS and (data is None or "agreed-scope" in data):
            action = note.action if note else None
            said = agreed if data is None else data
            self.agreed = ActionFields(said, viewer=viewer, session=session, action=action)

    def is_valid(self) -> bool:
        """Both parts, so that each says what it will not have."""
        return all([super().is_valid(), self.agreed is None or self.agreed.is_valid()])

    @property
    def is_action(self) -> bool:
        """Whether what was said is something to be done, with a number."""
        data = self.cleaned_data
        return data["section"] == Section.ACTIONS and not data["is_prose"]

    def item(self) -> Item:
        """What was said; call only when valid."""
        names = ("section", "words", "is_prose", "pace", "sector")
        agreed = self.agreed.agreed() if self.agreed and self.is_action else None
        return Item(
            **{name: self.cleaned_data[name] for name in names},
            causes=tuple(self.cleaned_data["causes"]),
            agreed=agreed,
        )


class NewNoteForm(NoteForm):
    """The same, with a `key` that is new with each page: sent twice it is written once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, initial={"section": kwargs["section"]}, **kwargs)
        self.fields["section"].widget = forms.HiddenInput()

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()


class ChangedNoteForm(NoteForm):
    """The same for an item as it stood at a `revision`."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class SectionForm(forms.Form):
    """Which section a page asks for."""

    section = forms.ChoiceField(choices=Section)


class MovedForm(forms.Form):
    """Where the page showed an item to be."""

    place = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class RevisionForm(forms.Form):
    """Which version an item is to have again."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def initial_of(note: Note) -> dict:
    """An item as its form shows it."""
    return {
        "section": note.section,
        "words": note.words,
        "is_prose": note.is_prose,
        "pace": note.pace,
        "sector": note.sector.slug if note.sector else "",
        "causes": [cause.slug for cause in note.causes.all()],
        "revision": note.revision,
    }
