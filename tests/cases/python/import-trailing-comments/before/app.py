from pkg.legacy import OldStore  # noqa: F401
import pkg.legacy  # isort: skip

store = OldStore(1)  # type: ignore[call-arg]  # noqa: E501
other = pkg.legacy.OldStore()  # pylint: disable=no-member
