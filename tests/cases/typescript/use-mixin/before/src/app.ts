import { OldStore } from './legacy';

type Ctor<T> = new (...args: any[]) => T;

function Logged<B extends Ctor<OldStore>>(base: B) {
  return class extends base {};
}

export class Mine extends Logged(OldStore) {
  OldStore = OldStore;

  make() {
    return { OldStore() { return new OldStore(); } };
  }
}
