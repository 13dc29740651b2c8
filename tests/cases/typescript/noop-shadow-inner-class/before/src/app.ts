export function make(): object[] {
  class OldStore {
    next?: OldStore;
  }
  return [new OldStore()];
}

export const Named = class OldStore {
  static create(): OldStore {
    return new OldStore();
  }
};
