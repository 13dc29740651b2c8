import { OldStore } from './legacy';

export { OldStore };
export default OldStore;
