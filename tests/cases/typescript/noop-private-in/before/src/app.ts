export class Shelf {
  #OldStore = 1;

  static is(value: object): boolean {
    return #OldStore in value && value.#OldStore > 0;
  }
}
