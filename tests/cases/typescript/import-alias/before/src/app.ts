import { OldStore as Store } from './legacy';

export class Mine extends Store {}
export const store = new Store();
