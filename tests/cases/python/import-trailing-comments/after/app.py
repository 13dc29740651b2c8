from pkg.new import NewStore  # noqa: F401
import pkg.new  # isort: skip

store = NewStore(1)  # type: ignore[call-arg]  # noqa: E501
other = pkg.new.NewStore()  # pylint: disable=no-member
