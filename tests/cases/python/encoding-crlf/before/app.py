from pkg.legacy import Helper, OldStore

text = """
two lines
"""
stores = Helper(), OldStore()
