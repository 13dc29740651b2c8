export class OldStore {
  static size = 1;
}
