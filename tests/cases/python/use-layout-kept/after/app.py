from   pkg.new   import   NewStore

store = ( NewStore  # one
          ( ) )
value = NewStore() \
    .get( "a" )
if True: other = [NewStore(),NewStore( )]
