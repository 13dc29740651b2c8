import type { Err } from './types';

export type Handler = (err: Error | Err) => void;
