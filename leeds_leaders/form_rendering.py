"""One look for every form of the house, allauth's included."""

from django.forms.renderers import TemplatesSetting


class HouseFormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
