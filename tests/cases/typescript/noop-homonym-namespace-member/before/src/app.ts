import { shapes } from './shapes';

export const three: shapes.OldStore = new shapes.OldStore();
