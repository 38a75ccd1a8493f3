"""What the site holds of somebody who leads projects, or stands behind them
(leeds_leaders/personal_data.py)."""

from projects.personal_data import projects

HOLDINGS = [*projects.HOLDINGS]
