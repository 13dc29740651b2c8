import { OldStore } from './legacy';

interface Holder<T extends OldStore = OldStore> extends Pick<OldStore, 'get'> {
  store: T;
  list: readonly OldStore[];
  map: Map<string, OldStore | undefined>;
  make(): Promise<InstanceType<typeof OldStore>>;
}

export class Fake implements OldStore {
  get(key: string): string {
    return key;
  }
}

export type Keys = keyof OldStore;
export const one = {} as OldStore;
export const two = new Fake() satisfies OldStore;
export const three = <OldStore>{};
export const isStore = (value: unknown): value is OldStore => value instanceof OldStore;
export let holder: Holder | undefined;
export function assertStore(value: unknown): asserts value is OldStore {
  if (!(value instanceof OldStore)) throw new TypeError();
}
export abstract class Base<T = OldStore> {
  abstract store?: T;
  declare readonly other: OldStore;
}
