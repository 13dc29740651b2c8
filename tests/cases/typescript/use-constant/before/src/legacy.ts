export const LIMIT = 3;

/** Where the service lives. */
export const OLD_HOSTS: readonly string[] = [
  'a.example',
  'b.example',
];
