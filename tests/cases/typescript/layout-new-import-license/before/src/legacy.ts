/**
 * @license
 * Copyright 2025 Acme
 * SPDX-License-Identifier: MIT
 */

export class OldStore {}

/** Opens one. */
export function open(): OldStore {
  return new OldStore();
}
