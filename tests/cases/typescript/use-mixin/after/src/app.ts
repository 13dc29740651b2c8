import { NewStore } from './new';

type Ctor<T> = new (...args: any[]) => T;

function Logged<B extends Ctor<NewStore>>(base: B) {
  return class extends base {};
}

export class Mine extends Logged(NewStore) {
  OldStore = NewStore;

  make() {
    return { OldStore() { return new NewStore(); } };
  }
}
