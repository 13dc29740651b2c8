export class OldStore {
  constructor(readonly read: (key: string) => string) {}
}
