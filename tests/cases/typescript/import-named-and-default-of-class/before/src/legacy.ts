export class OldStore {
  get(key: string): string {
    return key;
  }
}

export default OldStore;
