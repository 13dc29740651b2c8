"""Uses L{new.NewStore} of the package."""

from pkg import new

store = new.NewStore()
