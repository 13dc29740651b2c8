import type { Handler } from './moved';

export type Err = { m: string };
export interface Keep {
  a: Handler;
}
