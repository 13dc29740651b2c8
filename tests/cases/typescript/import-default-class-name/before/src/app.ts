import OldStore from './legacy';

export const store: OldStore = new OldStore();
