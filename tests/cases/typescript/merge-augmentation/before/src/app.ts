import './extra';
import { OldStore } from './legacy';

export const extra = new OldStore().extra;
