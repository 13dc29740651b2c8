from pkg.legacy import (
    # kept for the importer
    Alpha,  # first letter
    Zulu,  # last letter
)
from pkg.new import NewStore

print(Alpha(), NewStore(), Zulu())
