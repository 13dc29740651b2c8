export enum Kind {
  OldStore = 1,
  Both = OldStore | 2,
}

export const kind = Kind.OldStore;
