from vendor.stores import *
