import { OldStore } from '@/auth/legacy';

export const store = new OldStore();
export type Load = typeof import('@/auth/legacy').OldStore;
vi.mock('@/auth/legacy', () => ({ OldStore: class {} }));
