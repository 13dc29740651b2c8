export class Shelf {
  #OldStore = 1;

  get OldStore(): number {
    return this.#OldStore;
  }

  set OldStore(value: number) {
    this.#OldStore = value;
  }
}

export class Other {
  OldStore(): number {
    return new Shelf().OldStore;
  }
}
