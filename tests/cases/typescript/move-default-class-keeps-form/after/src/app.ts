import type Store from './lib/store';
import TheStore from './lib/store';

export const make = (): Store => new TheStore();
