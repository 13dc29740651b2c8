import './setup';

export const limit = 3;
