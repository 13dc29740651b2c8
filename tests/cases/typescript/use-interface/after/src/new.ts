export interface NewOptions {
  size: number;
}

export type NewKey = string | number;
