import { counters, makeLog, open } from './registry';

const log = makeLog('legacy');
const written = counters.total++;
const handle = await open('legacy');

export class OldStore {
  parts = [log, written, handle];
}

export const limit = 3;
