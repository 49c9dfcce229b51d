"""Technical machinery without business nouns (money aside)."""

VERSION = "1.4.0"
