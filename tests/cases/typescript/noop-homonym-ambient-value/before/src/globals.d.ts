declare namespace Vendor {
  class OldStore {
    size: number;
  }
}
