export class NewStore {
  extra = '';

  get(key: string): string {
    return key;
  }
}

export namespace NewStore {
  export const version = 1;
  export interface Options {
    size: number;
  }
}
