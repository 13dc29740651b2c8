class OldStore {
  get(key: string): string {
    return key;
  }
}

export = OldStore;
