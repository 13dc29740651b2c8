export class NewStore<T> {
  constructor(readonly options: { first: T }) {}
}
