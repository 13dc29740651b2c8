import { OldStore } from './other';

jest.mock('./other', () => ({
  ...jest.requireActual('./other'),
  OldStore: jest.fn(),
}));

export const actual = jest.requireActual('./other').OldStore;
export const store = new OldStore();
