from pkg.legacy import OldStore


class Audited(OldStore):
    def __init__(self, log, *arguments, **options):
        super().__init__(*arguments, **options)
        self.log = log
