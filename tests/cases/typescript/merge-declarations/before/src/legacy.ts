export interface OldStore {
  extra: string;
}

export class OldStore {
  get(key: string): string {
    return key;
  }
}

export namespace OldStore {
  export const version = 1;
  export interface Options {
    size: number;
  }
}

export const limit = 3;
