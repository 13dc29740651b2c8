export {};

declare module './new' {
  interface NewStore {
    extra?: string;
  }
}
