from unittest import mock

import shop.app


def test_shop():
    with mock.patch("shop.app.OldStore"), mock.patch.object(shop.app, "OldStore"):
        pass
