from pkg.legacy import Helper
from pkg.new import NewStore

text = """
two lines
"""
stores = Helper(), NewStore()
