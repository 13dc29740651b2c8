import { NewStore as Store } from './new';

export class Mine extends Store {}
export const store = new Store();
