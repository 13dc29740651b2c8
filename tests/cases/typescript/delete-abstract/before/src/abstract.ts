export abstract class OldStore {
  abstract get(key: string): string;
}

export const one = 1;
