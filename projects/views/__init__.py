"""The pages of projects."""

from projects.views.browsing import (
    project_detail,
    project_list,
    project_points,
)
from projects.views.writing import (
    draft_drop,
    draft_keep,
    project_add,
    project_alike,
    project_edit,
    project_restore,
    project_withdraw,
)

__all__ = [
    "draft_drop",
    "draft_keep",
    "project_add",
    "project_alike",
    "project_detail",
    "project_edit",
    "project_list",
    "project_points",
    "project_restore",
    "project_withdraw",
]
