import type { Handler } from './types';

export const h: Handler = () => {};
