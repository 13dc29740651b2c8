import * as stores from '@/auth/legacy';

export const store = new stores.OldStore();
