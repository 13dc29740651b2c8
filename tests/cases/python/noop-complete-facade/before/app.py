from pkg import NewStore, Store

stores = NewStore(), Store()
