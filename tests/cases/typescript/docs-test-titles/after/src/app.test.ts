import { describe, expect, it } from 'vitest';
import { NewStore } from './new';

describe('the NewStore class', () => {
  it(`opens an NewStore twice`, () => {
    const store = new NewStore();
    if (!store) throw new Error('NewStore cannot be opened');
    expect(store).toBeDefined();
  });
});
