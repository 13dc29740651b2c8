export class NewStore {
  constructor(readonly basePath: string, readonly mode: number) {}
}
