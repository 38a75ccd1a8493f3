"""Shape and wording of where a breakfast is held."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forums.actions import VenueDetails
from forums.models import Venue
from leeds_leaders.geography.models import Ward
from leeds_leaders.images import PhotoField
from leeds_leaders.text import LineField


class VenueForm(forms.Form):
    """A venue on its own page: address, pin, how to get in, a photo."""

    name = LineField(label=_("What is the place called?"), max_length=120)
    address = LineField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Street and postcode, as a taxi driver would want it."),
    )
    lat = forms.FloatField(required=False, min_value=-85, max_value=85, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        required=False,
        empty_label=_("Not known, or outside of the city"),
    )
    access_notes = LineField(
        label=_("Getting in"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Steps, lift, toilets, hearing loop, where to ring, parking, the nearest bus."),
    )
    photo = PhotoField(label=_("A photo"), required=False)
    photo_alt = LineField(
        label=_("What does the photo show?"),
        max_length=200,
        required=False,
        help_text=_("For people who cannot see it."),
    )

    def __init__(self, *args, venue: Venue | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.venue = venue

    def clean(self):
        data: dict = super().clean() or {}
        pin = [data[name] for name in ("lat", "lon") if data.get(name) is not None]
        if len(pin) == 1:
            self.add_error("address", _("Put the pin on the map again."))
        elif pin and not settings.CITY.has_point(*pin):
            self.add_error(
                "address", _("The pin lies outside %(city)s.") % {"city": settings.CITY.name}
            )
        keeps_photo = self.venue and self.venue.photo and data.get("photo") is not False
        if (data.get("photo") or keeps_photo) and not data.get("photo_alt"):
            self.add_error("photo_alt", _("Say what the photo shows."))
        return data

    def details(self) -> VenueDetails:
        """What was said; call only when valid."""
        data = dict(self.cleaned_data)
        latitude, longitude, photo = data.pop("lat"), data.pop("lon"), data.pop("photo")
        is_new = bool(self.files.get(self.add_prefix("photo")))
        return VenueDetails(
            point=None if latitude is None else (latitude, longitude),
            photo=photo if is_new else False if photo is False else None,
            **data,
        )


def initial_of_venue(venue: Venue) -> dict:
    """A venue as its form shows it."""
    plain = {name: getattr(venue, name) for name in VenueDetails.PLAIN}
    return plain | {
        "lat": venue.latitude,
        "lon": venue.longitude,
        "ward": venue.ward.slug if venue.ward else None,
        "photo": venue.photo,
    }


PLACE_FIELDS = ("venue", "new_venue", "new_address", "new_ward", "new_access")


class PlaceForm(forms.Form):
    """Where something is held: at a venue that is saved, or at one that is saved by this form."""

    venue = forms.ModelChoiceField(
        label=_("Where?"),
        queryset=Venue.objects.none(),
        required=False,
        empty_label=_("None of these, or only online"),
    )
    new_venue = LineField(
        label=_("Name of the new place"),
        max_length=120,
        required=False,
        help_text=_("It is saved, to be chosen the next time."),
    )
    new_address = LineField(label=_("Its address"), max_length=200, required=False)
    new_ward = forms.ModelChoiceField(
        label=_("Its ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        required=False,
        empty_label=_("Not known, or outside of the city"),
    )
    new_access = LineField(
        label=_("Getting in there"),
        max_length=500,
        required=False,
        help_text=_("Steps, lift, toilets, hearing loop, where to ring."),
    )

    def offer_venues(self, viewer, chosen: Venue | None) -> None:
        """Let those venues be chosen that the viewer may see and that are used; and the present."""
        offered = Venue.objects.visible_to(viewer).to_choose()
        if chosen:
            offered = offered | Venue.objects.filter(pk=chosen.pk)
        self.fields["venue"].queryset = offered

    def clean(self):
        data: dict = super().clean() or {}
        if data.get("venue") and data.get("new_venue"):
            self.add_error("new_venue", _("Choose a place from the list, or name a new one."))
        elif data.get("new_address") and not data.get("new_venue"):
            self.add_error("new_venue", _("Say what the new place is called."))
        return data

    def place_of(self, data: dict) -> dict:
        """What was said, with where it is as an action wants it."""
        said = {name: data.pop(name) for name in PLACE_FIELDS}
        if not said["new_venue"]:
            return data | {"venue": said["venue"]}
        new_venue = VenueDetails(
            name=said["new_venue"],
            address=said["new_address"],
            ward=said["new_ward"],
            access_notes=said["new_access"],
        )
        return data | {"new_venue": new_venue}
