import { NewStore } from './new';
import { NewStore as Second } from './index';

export const stores = [new NewStore(), new Second()];
