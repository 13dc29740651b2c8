export interface OldStore {
  size: number;
}
