export declare class OldStore {
  get(key: string): string;
}

export declare const limit: number;
