import { OldStore } from './other';

export class Mine extends OldStore {
  constructor(...args: [string]) {
    super(...args);
  }
}
