import type Store from './store';
import TheStore from './store';

export const make = (): Store => new TheStore();
