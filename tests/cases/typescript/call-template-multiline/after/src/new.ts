export class NewStore {
  constructor(readonly options: { read: (key: string) => string }) {}
}
