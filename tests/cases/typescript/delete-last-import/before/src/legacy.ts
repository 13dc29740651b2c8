import limits from './limits';
import paths from './paths';

export class OldStore {
  root = paths;
}

export const opened = () => [new OldStore(), limits];
