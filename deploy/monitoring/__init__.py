"""Alerts, what is scraped, and dashboards."""
