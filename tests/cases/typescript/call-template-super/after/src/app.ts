import { NewStore } from './new';

export class Mine extends NewStore {
  constructor() {
    super({ directory: 'mine' });
  }
}
