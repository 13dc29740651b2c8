export class NewStore {
  constructor(readonly basePath: string) {}
}
