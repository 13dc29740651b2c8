export enum OldStore {
  Full,
  Empty,
}

export const state = OldStore.Full;
