import { limit } from './limit.js';

export const other: number = limit;
