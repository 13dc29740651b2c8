export class NewStore {
  static shared = new NewStore();
  static size = 1;
}
