export const made = import('./Foo').then((m) => m.default());
