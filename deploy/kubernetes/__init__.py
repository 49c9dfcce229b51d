"""The manifests, and what writes and judges those of them that follow from the code."""
