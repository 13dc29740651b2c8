import pkg

store = pkg.Store()
