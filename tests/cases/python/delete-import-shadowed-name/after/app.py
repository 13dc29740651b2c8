from pkg.legacy import other
from pkg.new import NewStore

NewStore(), other
