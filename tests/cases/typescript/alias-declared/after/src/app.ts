import { NewStore } from '@/auth/new';

export const store = new NewStore();
export type Load = typeof import('@/auth/new').NewStore;
vi.mock('@/auth/new', () => ({ NewStore: class {} }));
