export class NewStore {
  constructor(readonly options: { parent?: NewStore } = {}) {}
}
