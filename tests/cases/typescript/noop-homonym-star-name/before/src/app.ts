import * as OldStore from './other';
import { OldStore as Second } from './index';

export const sizes = [OldStore.size, Second.size];
