import { basename, join } from 'node:path';

const SUFFIX = '.json';
const PREFIX = 'lock-';

/** What a lock file holds. */
export interface LockInfo {
  pid: number;
}

function name(key: string): string {
  return PREFIX + basename(key) + SUFFIX;
}

export class OldStore {
  path(folder: string, key: string): string {
    return join(folder, name(key));
  }

  lock(): LockInfo {
    return { pid: 1 };
  }
}

export class Other {
  path(key: string): string {
    return name(key);
  }
}
