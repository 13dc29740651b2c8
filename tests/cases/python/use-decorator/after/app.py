from pkg.new import NewCommand


@NewCommand
def load():
    return 1


@NewCommand.named("save")
def save():
    return 2
