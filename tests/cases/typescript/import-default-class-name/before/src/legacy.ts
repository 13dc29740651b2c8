export default class OldStore {
  get(): string {
    return 'file';
  }
}
