from pkg.new import NewStore

class Service:
	def make(self):
		return NewStore()
