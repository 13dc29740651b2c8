export const made = import('./Bar').then((m) => m.default());
