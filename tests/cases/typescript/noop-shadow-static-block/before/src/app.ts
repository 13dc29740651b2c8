export class App {
  static {
    const OldStore = 1;
    console.log(OldStore);
  }

  private kept = 1;

  constructor(OldStore: number) {
    this.kept = OldStore;
  }

  set size(OldStore: number) {
    this.kept = OldStore;
  }
}
