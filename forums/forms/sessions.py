"""Shape and wording of a session."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.actions import Details
from forums.actions.details import details_of
from forums.forms.venues import PlaceForm
from forums.models import Session
from leeds_leaders.days import DayField, TimeField, on_the_clock
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause
from leeds_leaders.naming import NamedField
from leeds_leaders.text import LineField, LongTextField
from peers.forms.organisations import LinkField as WebPageField
from peers.models import Peer
from projects.models import Project

THIS, FOLLOWING = "this", "following"


class LinkField(WebPageField):
    """An address that nobody has to give."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)


class AboutForm(forms.Form):
    """What a session and a series both say of themselves."""

    purpose = LongTextField(
        label=_("What it is for, and when it has done its work"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    capacity = forms.IntegerField(
        label=_("How many places?"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Leave it empty where there is room for everybody."),
    )
    contact = LineField(label=_("Whom to ask"), max_length=200, required=False)
    concessions = LineField(label=_("Concessions and donations"), max_length=200, required=False)
    funded_by = LineField(label=_("Who pays for it"), max_length=200, required=False)
    cost_note = LineField(label=_("What it costs, and what for"), max_length=200, required=False)
    hosts = forms.ModelMultipleChoiceField(
        label=_("Who hosts it?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_hosts = NamedField(
        label=_("Somebody else hosts it"),
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_("Names of peers, one to a line. Hosts can change it and see who comes."),
    )

    def offer_hosts(self, viewer, offered: Q) -> None:
        """Let those be chosen whom the viewer may see: themselves and the `offered` by a tick,
        others by their names."""
        peers = Peer.objects.visible_to(viewer)
        ticked = Peer.objects.filter(offered | Q(pk=viewer.pk))
        self.fields["hosts"].queryset = peers.filter(pk__in=ticked.values("pk"))
        self.fields["more_hosts"].queryset = peers


class HeldForm(AboutForm):
    """What a session and a part of a conference both are: something that is held."""

    title = LineField(label=_("What is it called?"), max_length=120)
    theme = LineField(label=_("The question of the day"), max_length=200, required=False)
    begins = TimeField(label=_("From"))
    ends = TimeField(label=_("To"))
    room = LineField(label=_("Room"), max_length=80, required=False)
    online_link = LinkField(
        label=_("Link to take part online"), help_text=_("Only those who come see it.")
    )
    bring = LineField(label=_("Please bring"), max_length=200, required=False)
    is_closed = forms.BooleanField(
        label=_("It is a closed session"),
        required=False,
        help_text=_(
            "Notes of it name nobody and stay with those who came. Once something is written down "
            "it stays so."
        ),
    )
    causes = TagsField(
        label=_("What is it about?"), queryset=Cause.objects.all(), to_field_name="slug", most=6
    )
    wards = TagsField(
        label=_("Which parts of the city?"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        most=33,
    )
    projects = forms.ModelMultipleChoiceField(
        label=_("Which projects does it talk about?"),
        queryset=Project.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_projects = NamedField(
        label=_("Other projects"),
        queryset=Project.objects.none(),
        named_by="title",
        help_text=_("Their titles, or the addresses of their pages, one to a line."),
    )

    def __init__(self, *args, viewer, session: Session | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        hosts, mine = Q(), Q(lead_ids__contains=[viewer.pk])
        if session:
            hosts |= Q(hosted_sessions=session)
            mine |= Q(sessions=session)
        if session and session.series_id:
            hosts |= Q(hosts_series=session.series_id)
        self.offer_hosts(viewer, hosts)
        projects = Project.objects.visible_to(viewer)
        offered = Project.objects.filter(mine)
        self.fields["projects"].queryset = projects.filter(pk__in=offered.values("pk"))
        self.fields["more_projects"].queryset = projects

    def clean(self):
        data: dict = super().clean() or {}
        day = self.day_of(data)
        if day and {"begins", "ends"} <= data.keys():
            self._clean_times(data, day)
        return data

    def day_of(self, data: dict) -> date | None:
        """On which day it is held."""
        raise NotImplementedError

    def _clean_times(self, data: dict, day: date) -> None:
        """The moments of the wall times; a day that is over is refused, unless it was before."""
        moments = {}
        for name in ("begins", "ends"):
            try:
                moments[name] = on_the_clock(day, data[name])
            except ValidationError as error:
                self.add_error(name, error)
        if len(moments) < 2:
            return
        data["starts_at"], data["ends_at"] = moments["begins"], moments["ends"]
        is_moved = self.session is None or self.session.starts_at != data["starts_at"]
        if data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", _("It ends before it begins."))
        elif is_moved and data["starts_at"] < timezone.now():
            self.add_error("day" if "day" in self.fields else "begins", _("That is over already."))

    def details(self) -> Details:
        """What was said; call only when valid."""
        data = self.place_of(dict(self.cleaned_data))
        for name in ("day", "begins", "ends", "changes"):
            data.pop(name, None)
        for name in ("hosts", "projects"):
            data[name] = [*data[name], *data.pop(f"more_{name}")]
        return Details(**data)

    def place_of(self, data: dict) -> dict:
        """What was said, with where it is as an action wants it."""
        return data

    @property
    def and_following(self) -> bool:
        """Whether the following ones of the series are changed, too."""
        return self.cleaned_data.get("changes") == FOLLOWING


class SessionForm(PlaceForm, HeldForm):
    """What people come together for, when and where."""

    day = DayField(label=_("On which day?"))
    ticket_link = LinkField(
        label=_("Tickets elsewhere"),
        help_text=_("For an event of others: where its tickets are. Nobody answers here then."),
    )
    changes = forms.ChoiceField(
        label=_("What do I change?"),
        choices=[
            (THIS, _("Only this one")),
            (FOLLOWING, _("This one and the following ones of the series")),
        ],
        widget=forms.RadioSelect,
        initial=THIS,
        required=False,
        help_text=_(
            "What was changed by hand on one of them stays. Day, question, hosts and projects are "
            "each one's own."
        ),
    )

    def __init__(self, *args, viewer, session: Session | None = None, **kwargs):
        super().__init__(*args, viewer=viewer, session=session, **kwargs)
        self.offer_venues(viewer, session.venue if session else None)
        if not (session and session.series_id):
            del self.fields["changes"]

    def day_of(self, data: dict) -> date | None:
        return data.get("day")

    def clean(self):
        data = super().clean()
        is_somewhere = data.get("venue") or data.get("new_venue") or data.get("online_link")
        if not is_somewhere and not {"venue", "new_venue", "online_link"} & self.errors.keys():
            self.add_error("venue", _("Say where, or give a link to take part online."))
        return data


class PartForm(HeldForm):
    """A part of a conference: on its day, at its venue; people answer for each part."""

    def __init__(self, *args, whole: Session, **kwargs):
        self.whole = whole
        super().__init__(*args, **kwargs)

    def day_of(self, data: dict) -> date:
        return timezone.localtime(self.whole.starts_at).date()


class DayForm(forms.Form):
    """On which other day the same is to be."""

    day = DayField(label=_("On which day?"))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("That is over already."))
        return day


class ReasonForm(forms.Form):
    """Why a session is called off."""

    reason = LineField(label=_("Why?"), max_length=300)


def initial_of(session: Session, *, viewer) -> dict:
    """A session as its form shows it to somebody."""
    details = details_of(session, viewer=viewer)
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    plain = {name: getattr(details, name) for name in (*Details.PLAIN, "capacity", "is_closed")}
    tags = {
        name: [each.slug for each in getattr(details, name)]
        for name in ("hosts", "projects", "causes", "wards")
    }
    return plain | tags | {"day": start.date(), "begins": start.time(), "ends": end.time()}
