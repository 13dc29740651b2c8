/** An OldStore keeps things. */
export class OldStore {
  static shared = new OldStore();

  clone(): OldStore {
    return new OldStore();
  }
}
