def warn(minutes):
    print("Session expired")
    raise ValueError(f"Session of {minutes} minutes expired")


PATH = "data/Session.db"
SQL = """SELECT 1 FROM Session WHERE id = 2"""
