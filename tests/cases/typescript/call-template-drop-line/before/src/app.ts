import { OldStore } from './legacy';

export const store = new OldStore(
  'a',
  0o600,
  3,
);
