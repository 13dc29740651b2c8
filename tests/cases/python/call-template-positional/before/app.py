from pkg.legacy import OldStore

first = OldStore("/var/lib/acme")
second = OldStore("/var/lib/acme", 30)
third = OldStore(base_path="/var/lib/acme", timeout=30)
fourth = OldStore("/var/lib/acme", mode=0o640)
