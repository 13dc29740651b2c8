export class OldStore {
  constructor(readonly basePath?: string, readonly timeout = 10) {}
}
