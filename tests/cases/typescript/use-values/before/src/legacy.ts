export class OldStore {
  static shared = new OldStore();
  static size = 1;
}
