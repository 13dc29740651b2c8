def run(obj):
    return hasattr(obj, "process"), getattr(obj, "process")
