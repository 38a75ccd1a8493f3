"""Shape and wording of who does what by when, and of what became of it."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums import rules
from forums.actions.agreed import Agreed, mark_of
from forums.choices import Cost, Scope, Seat, ShownTo
from forums.models import Action, ActionOwner, Booking, Session
from forums.querysets.record import CAME
from leeds_leaders.days import DayField
from leeds_leaders.naming import NamedField, OneNamedField
from leeds_leaders.text import LineField
from peers.models import Organisation, Peer
from projects.models import Project

MOST_TICKED = 60  # people; where more come, they are named


class ActionFields(forms.Form):
    """Who does it, by when, and what it serves: fields beside the words of an item.

    `viewer` is whoever fills it in, `session` where it is agreed, `action` what it is about, if it
    is written down already. Offered by a tick are those who come, as far as the viewer may read
    that they do; others by their names.
    """

    mine = forms.BooleanField(label=_("I do it"), required=False)
    owners = forms.ModelMultipleChoiceField(
        label=_("Who else does it?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        template_name="components/folded_field.html",
        help_text=_("They are asked, and are named in public once they say yes."),
    )
    more_owners = NamedField(
        label=_("Somebody who did not come"),
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_(
            "Names of peers, one to a line. They are asked as well. In a closed session only those "
            "who came can be named."
        ),
    )
    organisation = OneNamedField(
        label=_("An organisation does it"),
        queryset=Organisation.objects.none(),
        named_by="name",
        help_text=_("Its name as it stands on its page."),
    )
    due_on = DayField(label=_("By when?"), required=False)
    cost = forms.ChoiceField(
        label=_("What does it cost?"),
        required=False,
        choices=[("", _("not known yet")), *Cost.choices],
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label=_("Whose is it to do?"),
        choices=Scope,
        initial=Scope.SHARED,
        widget=forms.RadioSelect,
    )
    project = forms.ModelChoiceField(
        label=_("Which project does it serve?"),
        queryset=Project.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None, or another one"),
        help_text=_("The project is asked. Once it says yes, everybody reads so."),
    )
    other_project = OneNamedField(
        label=_("Another project"),
        queryset=Project.objects.none(),
        named_by="title",
        help_text=_("Its title, or the address of its page."),
    )
    was = forms.RegexField(r"^[0-9a-f]{16}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self, data=None, *, viewer, session: Session | None = None, action: Action | None = None,
        prefix: str | None = "agreed",
    ):  # fmt: skip
        initial = initial_of(action, viewer) if action else {}
        super().__init__(data, prefix=prefix, initial=initial)
        self.viewer, self.action = viewer, action
        if action:
            session = action.session
        self._offer_people(session)
        self._offer_projects(session)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(viewer).listed()

    def clean(self):
        data: dict = super().clean() or {}
        if data.get("project") and data.get("other_project"):
            self.add_error("other_project", _("Choose a project from the list, or name another."))
        return data

    def agreed(self) -> Agreed:
        """What was said; call only when valid."""
        data = self.cleaned_data
        named = [self.viewer] if data["mine"] else []
        return Agreed(
            owners=list(dict.fromkeys([*named, *data["owners"], *data["more_owners"]])),
            organisation=data["organisation"],
            due_on=data["due_on"],
            cost=data["cost"],
            scope=data["scope"],
            project=data["project"] or data["other_project"],
            was=data["was"],
        )

    def _offer_people(self, session: Session | None) -> None:
        others = Peer.objects.visible_to(self.viewer).exclude(pk=self.viewer.pk)
        here = Q(owned_actions__in=_seen_owners(self.action, self.viewer))
        coming = others.filter(bookings__in=_read_bookings(self.viewer, session))
        keys = list(coming.values_list("pk", flat=True).distinct()[: MOST_TICKED + 1])
        if len(keys) <= MOST_TICKED:
            here |= Q(pk__in=keys)
        offered = Peer.objects.filter(here).values("pk")
        self.fields["owners"].queryset = others.filter(pk__in=offered).order_by("name")
        self.fields["more_owners"].queryset = others

    def _offer_projects(self, session: Session | None) -> None:
        near = Q(lead_ids__contains=[self.viewer.pk]) | Q(sessions=session)
        if self.action:
            near |= Q(actions=self.action)
        projects = Project.objects.visible_to(self.viewer)
        offered = Project.objects.filter(near).values("pk")
        self.fields["project"].queryset = projects.filter(pk__in=offered)
        self.fields["other_project"].queryset = projects


class ResultForm(forms.Form):
    """It is done: what came of it?"""

    result = LineField(
        label=_("What came of it?"),
        max_length=500,
        required=False,
        help_text=_("In a sentence, for those who were there and those who read about it."),
    )


class DropForm(forms.Form):
    """Why it is not going to be done."""

    reason = LineField(
        label=_("Why not?"),
        max_length=300,
        help_text=_("It stands beside the action. Not needed any more is a good reason."),
    )


class HandOverForm(forms.Form):
    """Who goes on with it."""

    to = OneNamedField(
        label=_("Who goes on with it?"),
        required=True,
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_(
            "The name of a peer, or the address of their page. They are asked. Of a closed session "
            "it can only be somebody who came."
        ),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Peer.objects.visible_to(viewer).exclude(pk=viewer.pk)


def initial_of(action: Action, viewer) -> dict:
    """What is agreed of an action, as its form shows it to somebody: whom and what they cannot see
    is not in it, and stays when they save."""
    owners = [owner.peer for owner in _seen_owners(action, viewer).select_related("peer")]
    organisations = Organisation.objects.visible_to(viewer).listed()
    projects = Project.objects.visible_to(viewer).filter(pk=action.project_id)
    return {
        "mine": viewer in owners,
        "owners": [peer.slug for peer in owners],
        "organisation": organisations.filter(pk=action.organisation_id).first(),
        "due_on": action.due_on,
        "cost": action.cost,
        "scope": action.scope,
        "project": projects.values_list("slug", flat=True).first(),
        "was": mark_of(action),
    }


def _seen_owners(action: Action | None, viewer):
    """Those who do it, or are asked to, as far as somebody may read their names."""
    return ActionOwner.objects.visible_to(viewer).filter(action=action)


def _read_bookings(viewer, session: Session | None):
    """Who comes, as far as somebody may read it: whoever arranges the session everybody."""
    if session is None:
        return Booking.objects.none()
    bookings = Booking.objects.filter(session=session, state__in=CAME)
    if rules.can_edit(viewer, session):
        return bookings
    goes = bookings.filter(peer=viewer, state=Seat.GOING).exists()
    return bookings.filter(
        shown_to__in=[ShownTo.EVERYONE, ShownTo.GOING] if goes else [ShownTo.EVERYONE]
    )
