import pkg.legacy as L

store = L.OldStore()
kinds = {L.OldStore: "store"}
