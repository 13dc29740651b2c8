import { describe, expect, it, test } from 'vitest';
import { NewStore } from './new';

describe('NewStore', () => {
  it('NewStore', () => {
    expect(new NewStore()).toBeDefined();
  });
});

test("NewStore", () => undefined);
