def old_way():
    """As :func:`vendor.tools.old_way`, but see :func:`pkg.tools.old_way`."""
