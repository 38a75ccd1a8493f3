"""Models by the names that lead to them: querysets stand below the models and import none."""

from typing import Any


def kin(model, *names: str) -> Any:
    """The model that fields lead to from `model`, forwards or backwards, one after the other."""
    for name in names:
        model = model._meta.get_field(name).related_model
    return model
