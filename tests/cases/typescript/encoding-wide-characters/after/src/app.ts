import { NewStore } from './new';

export const größe = '🗝️ 鍵', store = new NewStore();
