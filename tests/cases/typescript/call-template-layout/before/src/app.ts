import { OldStore } from './legacy';

export const one = new OldStore('a',);
export const two = new (OldStore)(`b${one}`);
export const three = new OldStore(String(two).length > 1 ? 'c' : 'd');
