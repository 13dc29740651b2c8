export class OldStore {
  constructor(readonly basePath: string, readonly mode?: number) {}
}
