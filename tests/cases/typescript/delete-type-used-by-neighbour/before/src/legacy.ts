type Key = string;
type Value = number;

export class OldStore {
  get(key: Key): Value {
    return key.length;
  }
}

export const first = (keys: Key[]): Key => keys[0];
