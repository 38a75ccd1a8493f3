"""Shape and wording of what is asked of the register, and of what is said of a question."""

from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from forums.actions.questions import Given
from forums.choices import Asked
from forums.models import Note, Perspective, Question
from forums.pages.questions import what_may_answer
from forums.querysets.question import EVERY, Search
from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only
from leeds_leaders.text import LineField, LongTextField
from projects.models import Project

# What has an address that can answer a question: how the part of the address is called that finds
# it, and what it is.
ANSWERING = {
    "forums:note": ("pk", Note),
    "forums:perspective": ("slug", Perspective),
    "projects:detail": ("slug", Project),
}
NOTE_ON_ITS_PAGE = "note-"


@read_only
class SearchForm(finding.SearchForm):
    """Words, one choice for each facet, and where questions stand."""

    makes = Search

    cause = forms.SlugField(required=False, max_length=100)
    series = forms.SlugField(required=False, max_length=140)
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", ""),
            (EVERY, ""),
            (Asked.ANSWERED, ""),
            (Asked.PARKED, ""),
            (Asked.REFRAMED, ""),
        ],
    )
    sort = forms.ChoiceField(required=False, choices=[("", "")])


class AnswerForm(forms.Form):
    """What answers it? Something from around its sessions, something with an address, or words."""

    chosen = forms.ChoiceField(label=_("Something from its sessions"), required=False)
    address = LineField(
        label=_("Or something else on this site"),
        max_length=400,
        required=False,
        help_text=_("Paste the address of an item of notes, a perspective or a project."),
    )
    words = LongTextField(
        label=_("Or an answer in words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, question: Question, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        choices = what_may_answer(question, viewer)
        if choices:
            self.fields["chosen"].choices = [("", _("Nothing of these")), *choices]
        else:
            del self.fields["chosen"]

    def clean_address(self):
        """What stands at an address, through its own door."""
        address = self.cleaned_data["address"]
        return self._at(address) if address else None

    def clean(self):
        told = self.cleaned_data
        given = [name for name in ("chosen", "address", "words") if told.get(name)]
        if not self.errors and len(given) != 1:
            raise forms.ValidationError(
                _("Please fill in one of these. A second answer can be given afterwards.")
            )
        return told

    def given(self) -> Given:
        """What answers it; call only when valid."""
        told = self.cleaned_data
        if told["words"]:
            return Given(words=told["words"])
        return self._as_given(told["address"] or self._chosen(told["chosen"]))

    def _chosen(self, value: str):
        kind, _colon, key = value.partition(":")
        model = {"note": Note, "perspective": Perspective, "project": Project}[kind]
        return model.objects.visible_to(self.viewer).get(pk=key)

    def _as_given(self, found) -> Given:
        return Given(**{found._meta.model_name: found})

    def _at(self, address: str):
        found = self._found_at(address)
        if found is None:
            raise forms.ValidationError(
                _("There is no item of notes, perspective or project at this address.")
            )
        return found

    def _found_at(self, address: str):
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        is_ours = parts.netloc in {"", urlsplit(settings.SITE_URL).netloc}
        return self._find(parts.path, parts.fragment) if is_ours else None

    def _find(self, path: str, fragment: str):
        if fragment.startswith(NOTE_ON_ITS_PAGE):
            return self._row(Note, pk=fragment.removeprefix(NOTE_ON_ITS_PAGE))
        try:
            match = resolve(path)
        except Resolver404:
            return None
        if match.view_name not in ANSWERING:
            return None
        name, model = ANSWERING[match.view_name]
        return self._row(model, **{name: match.kwargs[name]})

    def _row(self, model, **where):
        try:
            return model.objects.visible_to(self.viewer).filter(**where).first()
        except forms.ValidationError:  # no key at all
            return None


class ParkForm(forms.Form):
    """Why not now."""

    reason = LineField(
        label=_("Why not now?"),
        max_length=300,
        help_text=_("Whoever reads the question reads this, too."),
    )


class ReframeForm(forms.Form):
    """The same in other words; `key` is new with each page: sent twice it is asked once."""

    words = LongTextField(
        label=_("How do you ask it now?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()
