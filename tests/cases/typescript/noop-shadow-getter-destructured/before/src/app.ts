export class Shelf {
  OldStore = 1;

  total(): number {
    const { OldStore } = this;
    return OldStore + this['OldStore'];
  }
}
