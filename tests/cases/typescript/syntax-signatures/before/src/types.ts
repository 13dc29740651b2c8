import type { Flags } from 'store-kit'

export interface OldStore {
  name: string
  <Key extends string>(key: Key): string
}

export interface Opener {
  current: OldStore | undefined

  // the second form
  <Name extends string>(name: Name): OldStore
  <Name extends string, Options extends Flags>(name: Name, options: Options): Promise<OldStore>
}
