export class NewStore {
  static async open(): Promise<NewStore> {
    return new NewStore();
  }
}
