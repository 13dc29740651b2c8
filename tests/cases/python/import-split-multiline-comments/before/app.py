from pkg.legacy import (
    # kept for the importer
    Alpha,  # first letter
    OldStore,
    Zulu,  # last letter
)

print(Alpha(), OldStore(), Zulu())
