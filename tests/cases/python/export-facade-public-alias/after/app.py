from pkg import Store

store = Store()
