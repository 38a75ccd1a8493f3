"""What the site holds of somebody who leads projects, or stands behind them
(leeds_leaders/personal_data.py)."""

from projects.personal_data import news, people, projects, support, together

HOLDINGS = [
    *projects.HOLDINGS,
    *people.HOLDINGS,
    *support.HOLDINGS,
    *news.HOLDINGS,
    *together.HOLDINGS,
]
