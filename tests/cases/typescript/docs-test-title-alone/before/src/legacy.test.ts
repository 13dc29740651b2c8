import { describe, expect, it, test } from 'vitest';
import { OldStore } from './legacy';

describe('OldStore', () => {
  it('OldStore', () => {
    expect(new OldStore()).toBeDefined();
  });
});

test("OldStore", () => undefined);
