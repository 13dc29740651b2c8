class OldStore {
  next?: OldStore;
}

export function open(): OldStore {
  return new OldStore();
}
