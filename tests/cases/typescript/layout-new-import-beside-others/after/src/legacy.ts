import { join } from 'node:path';
import { NewStore } from './new';

export function open(folder: string): [string, NewStore] {
  return [join(folder, 'a'), new NewStore()];
}
