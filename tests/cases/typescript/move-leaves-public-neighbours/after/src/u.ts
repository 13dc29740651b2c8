import type { Handler } from './moved';

export const h: Handler = () => {};
