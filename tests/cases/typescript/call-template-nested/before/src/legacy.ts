export class OldStore {
  constructor(readonly parent?: OldStore) {}
}
