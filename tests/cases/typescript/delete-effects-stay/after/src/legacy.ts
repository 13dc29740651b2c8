import { counters, makeLog, open } from './registry';

const log = makeLog('legacy');
const written = counters.total++;
const handle = await open('legacy');

export const limit = 3;
