export declare class OldCache {
  get(key: string): string;
}

export declare const two: number;
