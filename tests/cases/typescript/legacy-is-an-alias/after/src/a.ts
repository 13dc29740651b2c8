import { OTHER } from './b';
export const NEW: number = OTHER;
export const twice = NEW * 2;
