import size from './new';
import { OldStore } from './legacy';

export const all = [new OldStore(), size];
