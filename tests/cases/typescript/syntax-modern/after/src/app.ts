import { NewStore } from './new';

const enum Size {
  Small = 1,
}
export class App<const T extends readonly NewStore[]> {
  accessor store: NewStore = new NewStore();
  static {
    console.log(NewStore.name, Size.Small);
  }
  override?: T;
}
export const app = new App<[NewStore]>()?.store?.get('a') ?? new NewStore();
export type Name = `${Lowercase<keyof NewStore & string>}!`;
