from pkg.legacy import OldStore

class Service:
	def make(self):
		return OldStore()
