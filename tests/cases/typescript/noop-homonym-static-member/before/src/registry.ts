export class Registry {
  static OldStore = class {
    size = 1;
  };
}
