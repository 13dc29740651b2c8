export class OldStore {
  get(key) {
    return key;
  }
}

export const limit = 3;
