import { OldStore } from './legacy';

export class Mine extends OldStore {
  constructor(...args: [string]) {
    super(...args);
  }
}
