from pkg.new import NewStore


class Settings:
    OldStore = NewStore


store = Settings.OldStore()
