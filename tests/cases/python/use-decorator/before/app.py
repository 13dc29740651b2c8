from pkg.legacy import OldCommand


@OldCommand
def load():
    return 1


@OldCommand.named("save")
def save():
    return 2
