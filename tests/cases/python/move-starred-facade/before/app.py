from pkg import Timeout

Timeout()
