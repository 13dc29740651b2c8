from pkg.legacy import Helper as H, OldStore as S

stores = H(), S()
