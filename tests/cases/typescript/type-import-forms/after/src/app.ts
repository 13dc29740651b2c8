export type Store = import('./new').NewStore;
export type Ctor = typeof import('./new').NewStore;
export type Member = (typeof import('./new'))['NewStore'];

export function use(store: import('./new.js').NewStore): Array<import("./new").NewStore> {
  return [store];
}
