export {
  OldStore,
  NewStore,
} from './index';
