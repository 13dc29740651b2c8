export { NewStore } from './new';
