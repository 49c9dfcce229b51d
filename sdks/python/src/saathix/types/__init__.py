"""Types of what is sent (`…Request`) and answered: plain dictionaries at run time."""

from .answers import *  # noqa: F403
from .events import *  # noqa: F403
from .requests import *  # noqa: F403
