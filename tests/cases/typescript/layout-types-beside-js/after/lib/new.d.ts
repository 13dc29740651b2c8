export declare class NewStore {
  get(key: string): string;
}
