import * as stores from './legacy';

export function open(): stores.OldStore {
  return new stores.OldStore();
}

export class Mine extends stores.OldStore {}
