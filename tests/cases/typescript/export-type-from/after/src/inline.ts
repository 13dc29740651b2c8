export { type NewStore as Store } from './new';
