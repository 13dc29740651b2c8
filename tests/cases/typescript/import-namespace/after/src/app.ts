import * as stores from './new';

export function open(): stores.NewStore {
  return new stores.NewStore();
}

export class Mine extends stores.NewStore {}
