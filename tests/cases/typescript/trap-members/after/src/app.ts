import { NewStore } from './new';

interface Shelf {
  OldStore: NewStore;
}

enum Kind {
  OldStore = 'old',
}

class Holder implements Shelf {
  readonly #OldStore = new NewStore();

  get OldStore(): NewStore {
    return this.#OldStore;
  }
}

export const kinds: Record<Kind, typeof NewStore> = { [Kind.OldStore]: NewStore };
export const shelf: Shelf = { OldStore: new NewStore() };
export const stores = [new Holder().OldStore, shelf.OldStore];
OldStore: for (;;) break OldStore;
