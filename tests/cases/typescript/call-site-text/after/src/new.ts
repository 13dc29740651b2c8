export class NewStore {
  static shared(): NewStore {
    return new NewStore();
  }
}
