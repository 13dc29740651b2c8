export class OldStore {
  constructor(readonly basePath: string) {}
}
