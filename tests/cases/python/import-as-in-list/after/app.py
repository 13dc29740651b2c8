from pkg.legacy import Helper as H
from pkg.new import NewStore as S

stores = H(), S()
