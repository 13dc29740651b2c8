/** How a store behaves. */
export interface OldOptions {
  size: number;
}

export type OldKey = string | number;

export const limit = 3;
