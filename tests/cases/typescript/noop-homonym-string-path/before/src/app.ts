import { size } from '../OldStore';
import { size as second } from '../OldStore/index.js';

export const sizes = [size, second];
