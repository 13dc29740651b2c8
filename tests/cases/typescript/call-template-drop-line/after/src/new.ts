export class NewStore {
  constructor(readonly basePath: string, readonly timeout: number) {}
}
