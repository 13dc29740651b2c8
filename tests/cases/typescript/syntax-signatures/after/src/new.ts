export interface NewStore {
  name: string
  <Key extends string>(key: Key): string
}
