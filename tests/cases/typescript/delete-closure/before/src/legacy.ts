import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Key } from './types';

interface LockInfo {
  pid: number;
}

type Reader = (path: string) => LockInfo;

const SUFFIX = '.json';

enum State {
  Free,
  Taken,
}

function parse(text: string): LockInfo {
  return JSON.parse(text);
}

const read: Reader = (path) => parse(readFileSync(path, 'utf8'));

/** Keeps things in a file. */
export class OldStore {
  state = State.Free;

  lock(folder: string, key: Key): LockInfo {
    return read(join(folder, key + SUFFIX));
  }
}

export const LIMIT = 10;
