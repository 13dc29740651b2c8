export class OldStore {
  constructor(readonly basePath = 'a') {}
}
