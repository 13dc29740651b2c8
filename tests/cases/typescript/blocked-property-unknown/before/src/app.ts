export function make(load: (path: string) => any): unknown {
  return new (load('./legacy').OldStore)();
}
