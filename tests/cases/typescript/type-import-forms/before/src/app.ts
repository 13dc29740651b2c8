export type Store = import('./legacy').OldStore;
export type Ctor = typeof import('./legacy').OldStore;
export type Member = (typeof import('./legacy'))['OldStore'];

export function use(store: import('./legacy.js').OldStore): Array<import("./legacy").OldStore> {
  return [store];
}
