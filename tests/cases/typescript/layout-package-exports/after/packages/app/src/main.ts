import { version } from '@acme/core';
import { NewStore } from '@acme/core/fresh';

export const all = [version, new NewStore()];
