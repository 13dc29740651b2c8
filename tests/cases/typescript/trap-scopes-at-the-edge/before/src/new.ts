export class NewStore {
  static size = 1;
}
