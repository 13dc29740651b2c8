import D from './index';
import { Widget } from './index';

export const all = [D, Widget];
