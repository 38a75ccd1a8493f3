"""What our verbs raise when they will not do a thing."""


class Refused(Exception):
    """The answer is no, and the message says why to the person who asked."""


class UnusableFile(Refused):
    """A file cannot be brought in; the message says what is wrong and where."""
