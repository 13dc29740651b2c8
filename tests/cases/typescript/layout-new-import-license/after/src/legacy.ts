/**
 * @license
 * Copyright 2025 Acme
 * SPDX-License-Identifier: MIT
 */

import { NewStore } from './new';

/** Opens one. */
export function open(): NewStore {
  return new NewStore();
}
