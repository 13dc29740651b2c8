export const first = 1;

// A remark of its own.

// Thread-safe.
/**
 * Keeps things in a file.
 */
@frozen
export class OldStore {
  get(key: string): string {
    return key;
  }
}

function frozen(_target: unknown, ..._rest: unknown[]): void {}

// About the last.
export const last = 2;
