"""Fill a fresh stack with the demo shop."""

from deploy.local.credentials import Credentials
from deploy.local.demo import DemoKeys
from deploy.local.failure import StackFailure
from deploy.local.settings import Stack


def seed(stack: Stack, credentials: Credentials) -> DemoKeys:
    """The demo shop's keys; the shop is made when there is none."""
    raise StackFailure(f"{stack.run} cannot be seeded yet.", advice=f"Not for {len(credentials.roles)} roles.")
