"""The images: what each holds, what each installs, and building them without a Docker engine."""
