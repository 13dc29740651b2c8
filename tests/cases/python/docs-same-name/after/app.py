# cached_property is lazy.
from functools import cached_property

x = cached_property
