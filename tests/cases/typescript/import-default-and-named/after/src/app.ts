import { type Options } from './legacy';
import { NewStore } from './new';

export const options: Options = { size: 1 };
export const store = new NewStore();
