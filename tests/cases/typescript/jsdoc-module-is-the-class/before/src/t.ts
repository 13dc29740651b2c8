export type T = InstanceType<typeof import('./old')>;
