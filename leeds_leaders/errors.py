"""What our verbs raise when they will not do a thing."""


class Refused(Exception):
    """The answer is no, and the message says why to the person who asked."""
