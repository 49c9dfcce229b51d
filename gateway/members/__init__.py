"""The people of the dashboard: log-in, sessions, invitations, second factor, and the log of what they changed. No HTTP here."""
