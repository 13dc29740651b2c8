/** Keeps things. */
export default class Store {
  get(key: string): string {
    return key;
  }
}
