export namespace outer {
  class OldStore {
    size = 1;
  }

  export namespace inner {
    export const size = new OldStore().size;
  }

  export function make(): unknown {
    return new OldStore();
  }
}
