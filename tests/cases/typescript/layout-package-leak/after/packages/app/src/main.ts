import type { Token } from '@acme/core';
import { NewStore } from '@acme/core';

export const token: Token = { value: '' };
export const store = new NewStore();
