import { NewStore } from './new';

export { NewStore as FileStore };
