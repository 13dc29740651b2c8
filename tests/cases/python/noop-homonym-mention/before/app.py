"""Uses the vendor's OldStore."""

from vendor.stores import OldStore

# An `OldStore` of the vendor.
store = OldStore()
