import { OldStore, right } from './right';

export const all = [new OldStore(), right];
