export type Err = { m: string };
export type Handler = (err: Error | Err) => void;
export interface Keep {
  a: Handler;
}
