/** Keeps things in a keyring. */
export class NewStore {
  get(key: string): string {
    return key;
  }
}
