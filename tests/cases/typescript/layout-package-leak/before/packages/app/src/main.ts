import type { Token } from '@acme/core';
import { OldStore } from '@acme/core';

export const token: Token = { value: '' };
export const store = new OldStore();
