export function first<OldStore>(list: OldStore[]): OldStore | undefined {
  return list[0];
}
export type Item<T> = T extends Array<infer OldStore> ? OldStore : never;
export type Flags<T> = { [OldStore in keyof T]: OldStore };
export class Box<OldStore> {
  constructor(readonly value: OldStore) {}
}
export interface Maker<OldStore = string> {
  (): OldStore;
}
