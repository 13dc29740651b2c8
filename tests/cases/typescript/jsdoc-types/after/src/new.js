export class NewStore {
  /** @param {string} key */
  get(key) {
    return key;
  }
}
