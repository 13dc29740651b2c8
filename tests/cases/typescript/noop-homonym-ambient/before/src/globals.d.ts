declare class OldStore {
  get(key: string): string;
}
