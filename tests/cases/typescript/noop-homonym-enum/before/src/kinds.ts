export enum OldStore {
  Full,
  Empty,
}
