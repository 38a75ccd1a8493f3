from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField


class PointForm(forms.Form):
    """A point in WGS 84 degrees; NaN and infinity are refused by the field itself."""

    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)


class PlaceSearchForm(forms.Form):
    """A ward, an area or a postcode, as somebody would say it."""

    q = LineField(label=_("A ward, an area or a postcode"), max_length=80)
