export interface NewStore {
  extra?: string;
}
export class NewStore {}
export namespace NewStore {
  export const one = new NewStore();
}
