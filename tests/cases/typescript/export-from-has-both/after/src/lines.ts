export {
  NewStore,
} from './index';
