import { join } from 'node:path';
import { counters, makeLog, open } from './registry';

const log = makeLog('legacy');
const written = counters.total++;
const handle = await open('legacy');
const seen = new Set(['a'].concat('b'));
const folder = join('a', 'b');
const marker = /* #__PURE__ */ makeLog('marker');

export class OldStore {
  parts = [log, written, handle, seen, folder, marker];
}

export const limit = 3;
