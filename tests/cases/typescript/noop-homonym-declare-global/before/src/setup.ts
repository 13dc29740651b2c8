export {};

declare global {
  interface OldStore {
    size: number;
  }
  var OldStore: { new (): OldStore };
}
