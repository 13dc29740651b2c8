import { basename } from 'node:path';

const SUFFIX = '.json';
const PREFIX = 'lock-';

/** What a lock file holds. */
export interface LockInfo {
  pid: number;
}

function name(key: string): string {
  return PREFIX + basename(key) + SUFFIX;
}

export class Other {
  path(key: string): string {
    return name(key);
  }
}
