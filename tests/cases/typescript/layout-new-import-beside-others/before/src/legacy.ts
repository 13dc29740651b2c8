import { join } from 'node:path';

export class OldStore {}

export function open(folder: string): [string, OldStore] {
  return [join(folder, 'a'), new OldStore()];
}
