import pkg.new as L

store = L.NewStore()
kinds = {L.NewStore: "store"}
