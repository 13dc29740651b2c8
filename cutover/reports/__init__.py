"""What people and programs read: one module a format, all of them `base.Report`s."""
