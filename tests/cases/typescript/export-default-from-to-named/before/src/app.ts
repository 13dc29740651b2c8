import make from './index';

export const made = make();
