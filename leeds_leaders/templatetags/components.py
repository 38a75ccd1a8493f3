"""Small parts that pages of every app are made of."""

from django import template

register = template.Library()
