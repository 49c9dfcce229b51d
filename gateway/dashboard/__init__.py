"""The dashboard: pages for the people of a shop and its developers, on the same services and the same bus as the API."""

from gateway.dashboard import errors, pages
from gateway.dashboard.blueprint import dashboard

__all__ = ["dashboard", "errors", "pages"]
