import { NewStore } from './new';

interface Holder<T extends NewStore = NewStore> extends Pick<NewStore, 'get'> {
  store: T;
  list: readonly NewStore[];
  map: Map<string, NewStore | undefined>;
  make(): Promise<InstanceType<typeof NewStore>>;
}

export class Fake implements NewStore {
  get(key: string): string {
    return key;
  }
}

export type Keys = keyof NewStore;
export const one = {} as NewStore;
export const two = new Fake() satisfies NewStore;
export const three = <NewStore>{};
export const isStore = (value: unknown): value is NewStore => value instanceof NewStore;
export let holder: Holder | undefined;
export function assertStore(value: unknown): asserts value is NewStore {
  if (!(value instanceof NewStore)) throw new TypeError();
}
export abstract class Base<T = NewStore> {
  abstract store?: T;
  declare readonly other: NewStore;
}
