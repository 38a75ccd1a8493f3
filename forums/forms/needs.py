"""Shape and wording of what somebody needs to come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField

# What somebody says by writing into these fields, in the words above them; kept with what they
# wrote.
CONSENT = _(
    "I agree that the organisers of this session read this, that the site keeps it until fourteen"
    " days after the session, and that I can take it back at any time."
)


class NeedsFields(forms.Form):
    """Access and dietary needs, for the organisers of one session. What is empty stays as it was:
    what was said before is not shown again by whoever holds a link."""

    consent = CONSENT

    access = LineField(label=_("What I need to take part"), max_length=500, required=False)
    diet = LineField(label=_("What I do not eat"), max_length=200, required=False)

    def needs(self) -> dict[str, str]:
        """What was said, as `needs.say` takes it."""
        data = self.cleaned_data
        return {"access": data["access"], "diet": data["diet"], "wording": str(CONSENT)}
