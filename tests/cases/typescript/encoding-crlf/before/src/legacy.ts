export const limit = 3;

/** Keeps things in a file. */
export class OldStore {
  get(key: string): string {
    return key;
  }
}

export const size = 4;
