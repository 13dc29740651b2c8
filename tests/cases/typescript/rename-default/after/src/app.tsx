import { Knob } from '.';
import D from './index';

export const all = [<Knob />, <D />];
