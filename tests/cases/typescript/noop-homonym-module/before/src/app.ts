import { OldStore } from './other';
import type { OldStore as Kind } from './other';

// OldStore of the other module.
export const store: Kind = new OldStore();
export class Mine extends OldStore {}
