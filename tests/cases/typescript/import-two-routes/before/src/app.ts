import { OldStore } from './legacy';
import { OldStore as Second } from './index';

export const stores = [new OldStore(), new Second()];
