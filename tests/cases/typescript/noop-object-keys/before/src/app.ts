interface Shelf {
  OldStore: number;
  other(): void;
}

export class Registry {
  OldStore = 1;
  static readonly #OldStore = 2;

  get total(): number {
    return this.OldStore + Registry.#OldStore;
  }
}

export const shelf: Shelf = {
  OldStore: 3,
  other() {
    shelf.OldStore += 1;
  },
};
export const colours = { OldStore: 'red', 'Barn': 'green' };
export const first = colours.OldStore + colours['OldStore'];
