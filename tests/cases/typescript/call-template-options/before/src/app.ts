import { OldStore } from './legacy';

const folder = 'things';

export const stores = [new OldStore(folder, 3), new OldStore('a'), new OldStore()];
