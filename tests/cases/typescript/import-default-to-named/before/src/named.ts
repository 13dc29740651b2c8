import Store from './legacy';

export const store = new Store();
