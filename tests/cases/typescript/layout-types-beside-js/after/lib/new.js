export class NewStore {
  get(key) {
    return key;
  }
}
