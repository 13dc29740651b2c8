export function make(base: new () => object): object {
  const OldStore = class OldStore extends base {
    again(): object {
      return new OldStore();
    }
  };
  return new OldStore();
}
