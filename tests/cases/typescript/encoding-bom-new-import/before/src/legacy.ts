export class OldStore {}

export function open(): OldStore {
  return new OldStore();
}
