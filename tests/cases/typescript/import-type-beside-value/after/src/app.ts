import type { Options } from './new';
import { NewStore } from './new';

export const options: Options = { size: 3 };
export const store = new NewStore();
