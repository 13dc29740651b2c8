export default class {
  get(): string {
    return 'keyring';
  }
}
