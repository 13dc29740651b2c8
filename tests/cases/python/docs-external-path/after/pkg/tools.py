def new_way():
    """As :func:`vendor.tools.old_way`, but see :func:`pkg.tools.new_way`."""
