export interface Maker {
  <OldStore>(value: OldStore): OldStore;
  new <OldStore>(value: OldStore): Maker;
  make<OldStore extends string>(value: OldStore): OldStore[];
}
export type Caller = <OldStore>(value: OldStore) => Promise<OldStore>;
export class Box {
  wrap<OldStore>(value: OldStore): { value: OldStore } {
    const inner = (next: OldStore): OldStore => next;
    return { value: inner(value) };
  }
}
export type Nested<T> = T extends [infer OldStore, infer Rest]
  ? Rest extends [infer _Second]
    ? OldStore
    : [OldStore]
  : never;
export type Alias<OldStore = string> = Record<string, OldStore>;
