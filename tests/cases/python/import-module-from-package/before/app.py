from pkg import legacy

store = legacy.OldStore()
