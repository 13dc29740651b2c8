export class OldStore<T> {
  constructor(readonly first: T) {}
}
