import { NewStore as OldStore } from './new';

export const store = new OldStore();
