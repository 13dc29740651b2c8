export type T = InstanceType<typeof import('./lib/new')>;
