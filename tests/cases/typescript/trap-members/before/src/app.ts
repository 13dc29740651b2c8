import { OldStore } from './legacy';

interface Shelf {
  OldStore: OldStore;
}

enum Kind {
  OldStore = 'old',
}

class Holder implements Shelf {
  readonly #OldStore = new OldStore();

  get OldStore(): OldStore {
    return this.#OldStore;
  }
}

export const kinds: Record<Kind, typeof OldStore> = { [Kind.OldStore]: OldStore };
export const shelf: Shelf = { OldStore: new OldStore() };
export const stores = [new Holder().OldStore, shelf.OldStore];
OldStore: for (;;) break OldStore;
