import data from './data.json' with { type: 'json' };
import { OldStore } from './legacy';

export const all = [data.size, new OldStore()];
