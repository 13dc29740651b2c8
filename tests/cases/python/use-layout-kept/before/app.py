from   pkg.legacy   import   OldStore

store = ( OldStore  # one
          ( ) )
value = OldStore() \
    .get( "a" )
if True: other = [OldStore(),OldStore( )]
