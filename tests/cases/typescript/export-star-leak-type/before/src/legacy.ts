export interface OldOptions {
  size: number;
}

export const limit = 3;
