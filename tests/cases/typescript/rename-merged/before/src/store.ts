export interface OldStore {
  extra?: string;
}
export class OldStore {}
export namespace OldStore {
  export const one = new OldStore();
}
