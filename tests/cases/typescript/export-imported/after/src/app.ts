import Fallback, { NewStore } from './index';

export const stores = [new NewStore(), new Fallback()];
