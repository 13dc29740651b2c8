export const limit = 3;

/** Reads a value. */
export function oldRead(key: string): string;
export function oldRead(key: number): number;
export function oldRead(key: string | number): string | number {
  return key;
}

export const size = 4;
