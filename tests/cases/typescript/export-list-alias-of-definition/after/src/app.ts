import { NewStore as FileStore } from './new';

export const store = new FileStore();
