def read(headers):
    return headers.get("OldStore"), headers["OldStore"]
