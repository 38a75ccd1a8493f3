"""What the site holds of somebody who comes to breakfasts (leeds_leaders/personal_data.py).

Of a session somebody takes along their own answer, needs and words, and nothing of who else comes;
of what they did for others as an organiser, that they did it; of its record what they wrote
themselves, and what they may still read of what they only had a hand in.
"""

from forums.personal_data import breakfasts, records, writing

HOLDINGS = [*breakfasts.HOLDINGS, *records.HOLDINGS, *writing.HOLDINGS]
