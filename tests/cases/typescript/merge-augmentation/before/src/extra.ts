export {};

declare module './legacy' {
  interface OldStore {
    extra?: string;
  }
}
