export default class NewStore {
  get(): string {
    return 'keyring';
  }
}
