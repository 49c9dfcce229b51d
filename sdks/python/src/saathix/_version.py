"""The version of this package, and that of the API it speaks."""

VERSION = "1.4.0"
API_VERSION = "v1.4"
