"""Uses L{legacy.OldStore} of the package."""

from pkg import legacy

store = legacy.OldStore()
