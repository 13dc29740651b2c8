import {
  // the store
  OldStore, // not ours
  Second,
} from './other';

export {
  OldStore,
  Second,
};
