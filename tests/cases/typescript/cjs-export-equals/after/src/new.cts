class NewStore {
  get(key: string): string {
    return key;
  }
}

export = NewStore;
