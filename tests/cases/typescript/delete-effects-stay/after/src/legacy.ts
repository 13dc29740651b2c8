import { counters, open } from './registry';

const written = counters.total++;
const handle = await open('legacy');

export const limit = 3;
