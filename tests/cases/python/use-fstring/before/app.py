from pkg.legacy import OldStore

name = f"{OldStore.__name__}: {OldStore().get('a')!r:>10}"
both = f'{OldStore=}' "plain"
