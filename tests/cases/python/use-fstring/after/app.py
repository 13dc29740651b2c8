from pkg.new import NewStore

name = f"{NewStore.__name__}: {NewStore().get('a')!r:>10}"
both = f'{NewStore=}' "plain"
