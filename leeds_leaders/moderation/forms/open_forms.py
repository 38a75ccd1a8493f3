"""Forms that anybody may send without signing in, kept from machines."""

from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

QUICKEST = 2  # seconds, in which nobody reads a form and fills it in
GOOD_FOR = 24 * 60 * 60  # seconds
TRAP = "website"
CLOCK = "began"


class Trap(forms.TextInput):
    """A field that only machines see; whoever has no style sheets reads that it is to be empty."""

    template_name = "moderation/trap.html"
    is_hidden = True  # from forms that set their fields one below the other


class TrapForm(forms.Form):
    """A form with a field that nobody sees. Whoever has it filled in by their browser reads so, and
    finds it empty and all else kept: sent once more it goes through. Machines do not read."""

    website = forms.CharField(required=False, label=_("Leave this empty"), widget=Trap)

    def clean(self):
        """What is wrong stands above the form; of the field itself nothing is left."""
        cleaned = super().clean()
        self.cleaned_data.pop(TRAP, None)
        if self.data.get(self.add_prefix(TRAP)):
            self._put(TRAP, "")
            self.add_error(
                None,
                gettext(
                    "Something stood in a field that is for machines; perhaps your browser filled"
                    " it in. It is empty now. Please send the form again."
                ),
            )
        return cleaned

    def _put(self, name: str, value: str) -> None:
        """Another value for when the form is shown again."""
        said: Any = self.data  # a QueryDict, which itself is not to be changed
        self.data = said = said.copy()
        said[self.add_prefix(name)] = value


class OpenForm(TrapForm):
    """A form for whoever comes by, which carries the signed moment at which it was made as well.
    What is quicker than anybody reads is refused in words, with all that was written kept.

    The moment is in the page, not in a cookie. A page that is kept for visitors is older than its
    reader's look at it, and so never too quick for them.
    """

    began = forms.CharField(required=False, widget=forms.HiddenInput, initial=lambda: _now())

    def clean(self):
        """The same with the moment."""
        cleaned = super().clean()
        self.cleaned_data.pop(CLOCK, None)
        self._check_clock(self.data.get(self.add_prefix(CLOCK), ""))
        return cleaned

    def _check_clock(self, began: str) -> None:
        if not _is_signed(began, younger_than=GOOD_FOR):
            self._put(CLOCK, _now())
            self.add_error(
                None,
                gettext(
                    "This page had been open for long. Everything you wrote is still here; please"
                    " wait a moment, then send it again."
                ),
            )
        elif _is_signed(began, younger_than=QUICKEST):
            self.add_error(
                None,
                gettext(
                    "That was quicker than most people can read. Everything you wrote is still"
                    " here; please send it again."
                ),
            )


_signer = TimestampSigner(salt="moderation.open_form")


def _now() -> str:
    return _signer.sign(CLOCK)


def _is_signed(began: str, *, younger_than: int) -> bool:
    """Whether it is a moment of ours, at most so many seconds ago."""
    try:
        return _signer.unsign(began, max_age=younger_than) == CLOCK
    except BadSignature:
        return False
