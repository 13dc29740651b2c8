import { NewStore } from './new';

export { NewStore };
export default NewStore;
