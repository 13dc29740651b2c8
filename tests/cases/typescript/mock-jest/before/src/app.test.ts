import * as core from './index';

jest.mock('./index', () => ({
  ...jest.requireActual('./index'),
  OldStore: jest.fn(),
}));

jest.spyOn(core, 'OldStore');

export const actual = jest.requireActual('./index').OldStore;
export const store = new core.OldStore();
