import { OldStore } from './store';

const NewStore = OldStore;

export const stores = [new OldStore(), new NewStore()];
