export default class OldStore {
  get(key: string): string {
    return key;
  }
}
