import { FileStore } from './legacy';

export const store = new FileStore();
