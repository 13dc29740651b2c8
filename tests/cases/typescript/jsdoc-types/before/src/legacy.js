export class OldStore {
  /** @param {string} key */
  get(key) {
    return key;
  }
}
