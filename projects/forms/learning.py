"""Shape and wording of what is said of cohorts, and of offers to learn and grow."""

from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.naming import NamedField, OneNamedField
from leeds_leaders.text import LineField, LongTextField
from peers.forms.organisations import LinkField
from peers.models import Organisation, Peer
from projects.actions.cohorts import CohortDetails, mark_of_cohort
from projects.actions.development import OfferDetails
from projects.choices import Scope
from projects.forms.marks import MarkedForm
from projects.models import Cohort, DevelopmentOffer, Project


class CohortForm(MarkedForm):
    """Who learns together, for whom, and from when to when?"""

    name = LineField(label=_("What are you called?"), max_length=120)
    about = LongTextField(
        label=_("What for, and for whom?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    scope = forms.ChoiceField(
        label=_("How far does it reach?"), choices=Scope, widget=forms.RadioSelect
    )
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)

    def clean(self):
        data: dict = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("That is before it begins."))
        return data

    def details(self) -> CohortDetails:
        """What was said, for the actions; call only when valid."""
        said = {name: self.cleaned_data[name] for name in CohortDetails.FIELDS}
        return CohortDetails(**said)


class NewCohortForm(CohortForm):
    """The same, and which project they do together."""

    project = OneNamedField(
        label=_("Which project do you do together?"),
        queryset=Project.objects.none(),
        named_by="title",
        required=True,
        help_text=_("Its title, or the address of its page. You answer for it, or are an "
                    "organiser."),
    )  # fmt: skip
    field_order = ["project", "name"]

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = Project.objects.visible_to(viewer).listed()


def initial_of_cohort(cohort: Cohort) -> dict:
    """A cohort's own values for its form."""
    said = {name: getattr(cohort, name) for name in CohortDetails.FIELDS}
    return said | {"was": mark_of_cohort(cohort)}


class CohortAskForm(forms.Form):
    """Whom to ask to learn along."""

    peers = NamedField(
        label=_("Who should take part?"),
        queryset=Peer.objects.none(),
        named_by="name",
        required=True,
        help_text=_("Names of members of the network, one to a line. Each says yes or no."),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["peers"].queryset = Peer.objects.visible_to(viewer).not_blocked_by(viewer)


class DevelopmentForm(forms.Form):
    """What can be learned, from whom, and on which project is it practised?"""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    title = LineField(label=_("What can people learn, in a few words?"), max_length=120)
    words = LongTextField(
        label=_("More about it"),
        required=False,
        max_length=5000,
        help_text=_("For whom it is, how it goes, what it costs, how to begin."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    organisation = forms.ModelChoiceField(
        label=_("Who offers it?"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("I myself"),
    )
    project = OneNamedField(
        label=_("On which project is it practised?"),
        queryset=Project.objects.none(),
        named_by="title",
        help_text=_("Its title, or the address of its page. Without a live project this stays a "
                    "draft that only you see."),
    )  # fmt: skip
    link = LinkField(label=_("Web page"), required=False)
    until = DayField(label=_("Until when?"), required=False)

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Q(keeper=viewer) | Q(pk__in=viewer.roles.now().values("organisation"))
        visible = Organisation.objects.visible_to(viewer).listed()
        self.fields["organisation"].queryset = visible.filter(mine).order_by("likeness")
        self.fields["project"].queryset = Project.objects.visible_to(viewer).listed()

    def details(self) -> OfferDetails:
        """What was said, for the actions; call only when valid."""
        return OfferDetails(**{name: self.cleaned_data[name] for name in OfferDetails.FIELDS})


def initial_of_offer(offer: DevelopmentOffer, project: Project | None) -> dict:
    """An offer's own values for its form; its `project`, as far as its maker may see that."""
    plain = ("key", "title", "words", "link", "until")
    return {name: getattr(offer, name) for name in plain} | {
        "organisation": offer.organisation and offer.organisation.slug,
        "project": project and project.title,
    }
