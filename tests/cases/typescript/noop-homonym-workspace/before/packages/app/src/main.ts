import { NewStore } from '@acme/core';
import { OldStore } from '@acme/core-legacy';

export const stores = [new NewStore(), new OldStore()];
