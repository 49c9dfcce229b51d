"""The bus without nameko: what the gateway and tools use. Needs kombu alone; works for threads and green threads."""

from kit.messaging.core.client import Client

__all__ = ["Client"]
