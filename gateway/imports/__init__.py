"""Products from a file: read and judged by a process of their own, written by the catalog in batches, watched in the dashboard."""
