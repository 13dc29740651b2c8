export { NewStore as Store } from './new';
export { NewStore as default } from './new';
