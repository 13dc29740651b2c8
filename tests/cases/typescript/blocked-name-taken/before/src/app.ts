import { OldStore } from './legacy';

class NewStore {}

export const stores = [new OldStore(), new NewStore()];
