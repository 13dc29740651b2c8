import type { Options } from './new';
import { OldStore } from './legacy';

export const options: Options = { size: 3 };
export const store = new OldStore();
