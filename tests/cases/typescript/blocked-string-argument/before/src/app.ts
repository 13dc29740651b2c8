import * as legacy from './legacy';

function make(kind: keyof typeof legacy): object {
  return new legacy[kind]();
}

export const store = make('OldStore');
