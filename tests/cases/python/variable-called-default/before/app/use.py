from app.old import default

store = default()
