import { type OldOptions, limit } from './index';

export const options: OldOptions = { size: limit };
