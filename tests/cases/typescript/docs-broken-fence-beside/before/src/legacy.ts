/** Keeps things in a file. */
export class OldStore {
  get(key: string): string {
    return key;
  }
}
