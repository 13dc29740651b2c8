function mixin() {
  return class {
    size = 1;
  };
}

export const OldStore = mixin();
export type OldStore = InstanceType<typeof OldStore>;

export const store: OldStore = new OldStore();
