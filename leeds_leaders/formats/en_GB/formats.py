"""British days, with hours as everywhere on the site: those of a whole day."""

TIME_FORMAT = "G:i"
DATETIME_FORMAT = "j M Y, G:i"
SHORT_DATETIME_FORMAT = "d/m/Y G:i"
