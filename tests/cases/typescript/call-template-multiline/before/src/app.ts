import { OldStore } from './legacy';

export const store = new OldStore((key) => {
  // trimmed
  return key.trim();
});
