import { OTHER } from './b';
export const DEFAULT: number = OTHER;
export const twice = DEFAULT * 2;
