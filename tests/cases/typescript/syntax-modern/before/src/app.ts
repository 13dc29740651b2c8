import { OldStore } from './legacy';

const enum Size {
  Small = 1,
}
export class App<const T extends readonly OldStore[]> {
  accessor store: OldStore = new OldStore();
  static {
    console.log(OldStore.name, Size.Small);
  }
  override?: T;
}
export const app = new App<[OldStore]>()?.store?.get('a') ?? new OldStore();
export type Name = `${Lowercase<keyof OldStore & string>}!`;
