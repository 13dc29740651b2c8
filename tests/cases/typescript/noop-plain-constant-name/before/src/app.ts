interface Options {
  limit: number;
}

const limit = 4;

export const options: Options = { limit };
export const total = options.limit + limit;
export function within({ limit }: Options): boolean {
  return limit > 0;
}
