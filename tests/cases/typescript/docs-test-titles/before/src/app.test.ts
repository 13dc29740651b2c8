import { describe, expect, it } from 'vitest';
import { OldStore } from './legacy';

describe('the OldStore class', () => {
  it(`opens an OldStore twice`, () => {
    const store = new OldStore();
    if (!store) throw new Error('OldStore cannot be opened');
    expect(store).toBeDefined();
  });
});
