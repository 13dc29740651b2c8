export class Box<OldStore extends object = object> {
  constructor(protected value: OldStore) {}

  map<T>(make: (value: OldStore) => T): Box<OldStore> | T {
    return make(this.value);
  }

  declare other: Partial<OldStore>;
}
