import { OldStore } from './legacy';

export enum Sizes {
  One = OldStore.size,
  Two = 2,
}
export namespace Shapes {
  export const OldStore = 1;
}
export namespace Shapes {
  export const twice = OldStore * 2;
}
export function later(make = () => OldStore, OldStore = 1): unknown {
  return [make, OldStore];
}
export const typed = <T extends OldStore>(value: T): OldStore => value;
export function body(): unknown {
  const made = () => OldStore;
  let OldStore = 1;
  return [made, OldStore];
}
export const size = OldStore.size;
