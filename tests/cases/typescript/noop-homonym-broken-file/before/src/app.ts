import { OldStore } from './other';

export const store = new OldStore();

export function broken( {
