from typing import cast

from pkg.legacy import FLAG

x = cast(int, FLAG)
