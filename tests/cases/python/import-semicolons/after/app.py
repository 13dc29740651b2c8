import os; from pkg.new import NewStore; store = NewStore(); path = os.sep
