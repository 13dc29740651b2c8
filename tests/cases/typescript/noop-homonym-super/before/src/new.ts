export class NewStore {
  constructor(readonly options: { directory: string }) {}
}
