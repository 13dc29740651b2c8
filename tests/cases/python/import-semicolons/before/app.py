import os; from pkg.legacy import OldStore; store = OldStore(); path = os.sep
