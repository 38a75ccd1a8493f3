"""Shape and wording of who does what by when."""

from django import forms

from forums.actions.agreed import Agreed


class ActionFields(forms.Form):
    """Who does it, by when, and what it serves: fields beside the words of an item.

    `viewer` is whoever fills it in, `action` what it is about, if it is written down already.
    """

    def __init__(self, data=None, *, viewer, action=None, prefix="agreed", **kwargs):
        super().__init__(data, prefix=prefix, **kwargs)
        self.viewer = viewer
        self.action = action

    def agreed(self) -> Agreed:
        """What was filled in, once it is valid."""
        return Agreed()
