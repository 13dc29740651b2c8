import './extra';
import { OldStore } from './other';

export const extra = new OldStore().extra;
