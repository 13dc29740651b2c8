import size, { NewStore } from './new';

export const all = [new NewStore(), size];
