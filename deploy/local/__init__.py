"""The whole of SaathiX Billing on one machine: private servers, every process, the demo shop."""
