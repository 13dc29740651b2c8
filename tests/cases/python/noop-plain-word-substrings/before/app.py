class SessionCache:
    sessions = SESSION = session = None

    def UserSession(self):
        return self.sessions
