"""The request log of 30 days that the dashboard shows: gathered beside the requests, never in their way."""
