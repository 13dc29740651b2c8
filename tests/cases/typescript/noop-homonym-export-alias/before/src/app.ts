import { OldStore } from './index';
import { OldStore as Second } from './second';

export const stores = [new OldStore(), new Second()];
