"""All of billing's SQL; the account is always the first condition."""
