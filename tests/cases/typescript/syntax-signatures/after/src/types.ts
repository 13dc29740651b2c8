import type { Flags } from 'store-kit'
import type { NewStore } from './new'

export interface Opener {
  current: NewStore | undefined

  // the second form
  <Name extends string>(name: Name): NewStore
  <Name extends string, Options extends Flags>(name: Name, options: Options): Promise<NewStore>
}
