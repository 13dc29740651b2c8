import * as core from './index';

jest.mock('./index', () => ({
  ...jest.requireActual('./index'),
  NewStore: jest.fn(),
}));

jest.spyOn(core, 'NewStore');

export const actual = jest.requireActual('./index').NewStore;
export const store = new core.NewStore();
