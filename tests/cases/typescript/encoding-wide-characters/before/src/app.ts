import { OldStore } from './legacy';

export const größe = '🗝️ 鍵', store = new OldStore();
