export type One = import('./other').OldStore;
export type Two = typeof import('./other').OldStore;
export type Three = InstanceType<(typeof import('./other'))['OldStore']>;
