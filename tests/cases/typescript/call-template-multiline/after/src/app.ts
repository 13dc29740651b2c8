import { NewStore } from './new';

export const store = new NewStore({ read: (key) => {
  // trimmed
  return key.trim();
} });
