import { double, limit } from './config';

export const limits = [double, limit];
