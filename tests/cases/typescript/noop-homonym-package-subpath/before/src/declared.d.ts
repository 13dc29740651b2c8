declare module 'vendor-stores/src/legacy' {
  export class OldStore {}
}
