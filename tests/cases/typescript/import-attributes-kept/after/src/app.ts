import data from './data.json' with { type: 'json' };
import { NewStore } from './new';

export const all = [data.size, new NewStore()];
