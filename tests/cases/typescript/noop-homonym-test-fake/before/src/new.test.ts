import { expect, it } from 'vitest';
import { NewStore } from './new';

class OldStore extends NewStore {}

it('opens', () => {
  expect(new OldStore().get('a')).toBe('a');
});
