declare module 'declared-stores' {
  export class OldStore {
    get(key: string): string;
  }
}
