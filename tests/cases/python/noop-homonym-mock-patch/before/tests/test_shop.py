from unittest import mock

import shop


@mock.patch("vendor.stores.OldStore")
@mock.patch.object(shop, "OldStore")
def test_make(one, two):
    with mock.patch("shop.OldStore"):
        shop.make()
