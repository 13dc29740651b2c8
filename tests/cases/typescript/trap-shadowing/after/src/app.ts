import { NewStore } from './new';

export const store = new NewStore();

export function parameter(OldStore: () => number): number {
  return OldStore();
}
export function block(list: number[]): unknown[] {
  const seen: unknown[] = [NewStore];
  for (const OldStore of list) seen.push(OldStore);
  {
    const OldStore = 1;
    seen.push(OldStore);
  }
  try {
    seen.push(new NewStore());
  } catch (OldStore) {
    seen.push(OldStore);
  }
  const inner = class OldStore {
    next?: OldStore;
  };
  return [...seen, new inner(), new NewStore()];
}
export function hoisted(): unknown {
  return OldStore();
  function OldStore(): number {
    return 1;
  }
}
export function generic<OldStore>(value: OldStore): OldStore {
  return value;
}
export type Item<T> = T extends (infer OldStore)[] ? OldStore : NewStore;
export const patterned = ({ OldStore = 1 }: { OldStore?: number }): number => OldStore;
export const defaulted = (make = NewStore): NewStore => new make();
