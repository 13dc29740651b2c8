# cached_property is lazy.
from pkg.utils import cached_property

x = cached_property
