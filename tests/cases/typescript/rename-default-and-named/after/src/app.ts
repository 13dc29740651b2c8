import D, { Plain } from './index';
import E, { Knob } from './Button';

export const all = [D, E, Plain, Knob];
