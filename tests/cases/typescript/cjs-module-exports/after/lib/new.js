class NewStore {
  get(key) {
    return key;
  }
}

module.exports = NewStore;
