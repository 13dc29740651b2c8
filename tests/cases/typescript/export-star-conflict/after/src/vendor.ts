export class OldStore {
  vendor = true;
}
