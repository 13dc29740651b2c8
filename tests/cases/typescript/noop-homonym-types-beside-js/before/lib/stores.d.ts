export declare class OldStore {
  size: number;
}
