import { OldStore } from './legacy';

export class Mine extends OldStore {
  constructor() {
    super('mine');
  }
}
