/** An NewStore keeps things. */
export class NewStore {
  static shared = new NewStore();

  clone(): NewStore {
    return new NewStore();
  }
}
