import { version } from '@acme/core';
import { OldStore } from '@acme/core/legacy';

export const all = [version, new OldStore()];
