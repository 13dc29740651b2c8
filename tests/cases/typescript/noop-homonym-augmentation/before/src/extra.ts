export {};

declare module './other' {
  interface OldStore {
    extra?: string;
  }
}
