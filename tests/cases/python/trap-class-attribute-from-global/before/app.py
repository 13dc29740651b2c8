from pkg.legacy import OldStore


class Settings:
    OldStore = OldStore


store = Settings.OldStore()
