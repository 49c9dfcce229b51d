"""Technical machinery without business nouns (money aside)."""
