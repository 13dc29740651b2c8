export type Callback = (OldStore: string, next: number) => void;
export type Pair = [OldStore: string, second: number];
export interface Index {
  [OldStore: string]: number;
}
export type Ctor = new (OldStore: string) => object;
export function isText(OldStore: unknown): OldStore is string {
  return typeof OldStore === 'string';
}
export function assertText(OldStore: unknown): asserts OldStore {
  if (!OldStore) throw new TypeError();
}
export declare function declared(OldStore: string): typeof OldStore;
